import type { PlanProblem } from "../shared/plan.ts";
import type { World } from "./checkTable.ts";
import { readsOf } from "./reads.ts";
import { allRefsOf, type MappedMatch, type MappedTable } from "./table.ts";

/** What is wrong with a table's match, joins, filters and encrypted columns, each with the way out. */
export function checkRows(table: MappedTable, world: World): PlanProblem[] {
  const messages = [
    ...(table.match ? matchMessages(table, table.match, world) : []),
    ...joinMessages(table),
    ...filterMessages(table),
    ...encryptionMessages(table),
    ...lookupMessages(table, world),
  ];
  return messages.map((message) => ({ table: table.target, message: `${table.target}: ${message}` }));
}

function matchMessages(table: MappedTable, match: MappedMatch, { deferred }: World): string[] {
  const { fields, index, ignoreCase } = match;
  const indexed = table.indexes.get(index) ?? [];
  const list = fields.map((field) => `"${field}"`).join(", ");
  if (fields.some((field, at) => indexed[at] !== field)) {
    return [`match needs an index that begins with its fields: .index("${index}", [${list}]).`];
  }
  return fields.flatMap((name) => {
    const field = table.fields.find((each) => each.field === name);
    if (field === undefined) return [`match: no column fills ${name}. Name it in "fields".`];
    if (field.kind === "ref" && (deferred.has(field) || field.orphan === "null")) {
      return [`match: ${name} may be missing when a row is loaded, and documents cannot be matched by it.`];
    }
    return ignoreCase && field.kind === "computed"
      ? [`match: ignoreCase needs the column of ${name} itself, and computed() makes it of several.`]
      : [];
  });
}

function joinMessages({ joins, source, fields }: MappedTable): string[] {
  const columns = new Set(fields.flatMap(readsOf).map(({ column }) => column));
  return joins.flatMap(({ name, on }) => {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      return [`join: "${name}" is no name for a join: take letters, digits and _.`];
    }
    if (on.length === 0) return [`join: "${name}" names no columns to join on: on: ["…", "…"].`];
    return [...columns].some((column) => column.startsWith(`${name}.`))
      ? []
      : [
          `join: no field is read from "${name}.…" of ${source.table}. Map its columns, or leave the join out.`,
        ];
  });
}

const filterMessages = ({ where }: MappedTable): string[] =>
  where.flatMap(({ column, in: values }) =>
    values.length > 0 ? [] : [`where: ${column} has no value, so that no row would be migrated.`],
  );

function encryptionMessages(table: MappedTable): string[] {
  const reads = table.fields.flatMap((field) =>
    readsOf(field).map((read) => ({ ...read, field: field.field })),
  );
  const skipReads = table.skips.flatMap(({ inputs }) => inputs);
  const encrypted = reads.filter(({ spec }) => spec?.encrypted);
  const columns = [...new Set(encrypted.map(({ column }) => column))];
  const nested = reads.filter(({ spec }) => !spec?.encrypted && spec?.builder.includes("encrypted("));
  return [
    ...nested.map(
      ({ field }) => `${field}: encrypted() takes a whole column, and cannot be part of another converter.`,
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
    ...sentInPlainBy(table, new Set(columns), new Set(reads.map(({ column }) => column))),
  ];
}

/** Two columns that are joined on hold the same: one of them in plain would show the other. */
function sentInPlainBy(
  { joins }: MappedTable,
  encrypted: ReadonlySet<string>,
  read: ReadonlySet<string>,
): string[] {
  return joins.flatMap(({ name, on }) =>
    on.flatMap(({ column, joined }) => {
      const other = `${name}.${joined}`;
      if (encrypted.has(column) === encrypted.has(other) || !(encrypted.has(other) || read.has(other)))
        return [];
      const [hidden, plain] = encrypted.has(column) ? [column, other] : [other, column];
      return [
        `${hidden} is encrypted, but holds what ${plain} does, which is sent in plain. Encrypt both, or none.`,
      ];
    }),
  );
}

const lookupMessages = (table: MappedTable, { deferred }: World): string[] =>
  table.lookup && allRefsOf(table).some((ref) => deferred.has(ref))
    ? ["its natural key has a ref that would have to wait for a pass. A table that is looked up cannot."]
    : [];
