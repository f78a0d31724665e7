import type { ValueSpec } from "./column.ts";
import { readsOf } from "./reads.ts";
import type { MappedTable } from "./table.ts";

/** What is wrong with a table's encrypted columns: whatever would need their text, or show it. */
export function encryptionMessages(table: MappedTable): string[] {
  const reads = table.fields.flatMap((field) =>
    readsOf(field).map((read) => ({ ...read, field: field.field })),
  );
  const ofNested = table.fields.filter(({ kind }) => kind === "nested").flatMap(readsOf);
  const skipReads = table.skips.flatMap(({ inputs }) => inputs);
  const encrypted = reads.filter(({ spec }) => spec?.encrypted);
  const columns = [...new Set(encrypted.map(({ column }) => column))];
  const nested = [...reads, ...skipReads.map((read) => ({ ...read, field: "skip" }))];
  return [
    ...nested
      .filter(({ spec }) => spec && holdsEncrypted(spec))
      .map(
        ({ field }) => `${field}: encrypted() takes a whole column, and cannot be part of another converter.`,
      ),
    ...ofNested
      .filter(({ spec }) => spec?.encrypted)
      .map(
        ({ column }) => `${column}: encrypted() fills a field of its own, and cannot be a part of nested().`,
      ),
    ...columns.flatMap((column) => {
      const readers = [...reads, ...skipReads].filter((read) => read.column === column);
      if (table.key.includes(column)) return [`${column} is the key, and cannot be encrypted.`];
      if (readers.length === 1) return [];
      return [
        `${column} is encrypted, so no other field, ref or condition can be read from it: what is encrypted never reaches Convex in plain.`,
      ];
    }),
    ...encrypted
      .filter(({ field }) => table.match?.fields.includes(field))
      .map(({ field }) => `match: ${field} is encrypted, and documents cannot be matched by it.`),
    ...encrypted
      .filter(({ modifiers }) => modifiers?.trim || modifiers?.fallback !== undefined)
      .map(
        ({ field }) =>
          `${field}: encrypted() does not see the text, so .trim() and .default() cannot hold. Leave them out.`,
      ),
    ...skipReads
      .filter(({ spec }) => spec.encrypted)
      .map(({ column }) => `skip: ${column} is encrypted, and no condition can ask what it holds.`),
    ...sentInPlainBy(table, new Set(columns)),
  ];
}

const holdsEncrypted = ({ inner = [] }: ValueSpec): boolean =>
  inner.some((spec) => spec.encrypted || holdsEncrypted(spec));

/** Two columns that are joined on hold the same, and both travel in the row: one of them in plain would show the other. */
function sentInPlainBy({ joins }: MappedTable, encrypted: ReadonlySet<string>): string[] {
  return joins.flatMap(({ name, on }) =>
    on.flatMap(({ column, joined }) => {
      const other = `${name}.${joined}`;
      if (encrypted.has(column) === encrypted.has(other)) return [];
      const [hidden, plain] = encrypted.has(column) ? [column, other] : [other, column];
      return [
        `${hidden} is encrypted, but holds what ${plain} does, which is sent in plain. Encrypt both, or none.`,
      ];
    }),
  );
}
