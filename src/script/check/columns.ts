import { sourceName } from "../../shared/plan.ts";
import type { TableDescription } from "../../source/source.ts";
import type { Finding } from "./finding.ts";
import { isMigrated, knownColumns, type Reader, type SourceReads, updatedAtOf } from "./sourceReads.ts";

/** What is wrong between what the mapping reads of a source table, and the columns that the table has. */
export function columnFindings(reads: SourceReads, description: TableDescription): Finding[] {
  if (!description.found) return reads.readers.map((reader) => tableMissing(reads, reader));
  const { columns } = description;
  if (columns === null) return [columnsUnknown(reads)];
  const present = new Set(columns);
  return [
    ...reads.readers.flatMap((reader) => missingColumns(reads, reader, present)),
    ...(isMigrated(reads) ? forgottenColumns(reads, columns) : []),
  ];
}

function tableMissing({ source }: SourceReads, { name, table, join }: Reader): Finding {
  const at = sourceName(source);
  const place =
    join === undefined ? `"from" in the mapping of ${table.target}` : `"table" in the join ${name}`;
  const optional = join === undefined ? table.optional : join.optional;
  return {
    severity: optional ? "info" : "error",
    code: "TABLE_MISSING",
    table: at,
    message: `${at}: the source has no such table.`,
    fix: optional
      ? `Nothing to do: the mapping says that it may be missing. If it should be there, correct ${place}.`
      : `Correct ${place}, or say optional: true there if it may be missing.`,
  };
}

const columnsUnknown = ({ source }: SourceReads): Finding => {
  const at = sourceName(source);
  return {
    severity: "info",
    code: "COLUMNS_UNKNOWN",
    table: at,
    message: `${at}: it has no rows, and the source does not name its columns, so they were not checked.`,
    fix: "Nothing to do as long as it is empty: check again when it has rows.",
  };
};

function missingColumns({ source }: SourceReads, reader: Reader, present: ReadonlySet<string>): Finding[] {
  const { name, table, join, columns } = reader;
  const at = sourceName(source);
  const read = columns.map((column) => ({
    column: column.name,
    optional: column.optional,
    requiredBy: column.requiredBy,
    place: column.readAs.includes("key") ? '"key"' : '"fields"',
  }));
  const pairs = join === undefined ? table.joins.flatMap(({ on }) => on.map(({ column }) => column)) : [];
  const wanted = [
    ...read,
    ...(join === undefined ? table.where.map(({ column }) => needed(column, '"where"')) : []),
    ...(join === undefined ? updatedAtOf(table).map((column) => needed(column, '"sync"')) : []),
    ...pairs.map((column) => needed(column, '"on" of the join')),
    ...(join?.on ?? []).map(({ joined }) => needed(joined, '"on"')),
  ];
  const missing = new Map(
    wanted.filter(({ column }) => !present.has(column)).map((each) => [each.column, each]),
  );
  return [...missing.values()].map(({ column, optional, requiredBy, place }): Finding => {
    const finding = { code: "COLUMN_MISSING", table: at, field: column } as const;
    const message = `${at}.${column}: the source has no such column.`;
    if (!optional) {
      return { ...finding, severity: "error", message, fix: `Name the right one in ${place} of ${name}.` };
    }
    if (requiredBy.length > 0) {
      const fields = requiredBy.map((field) => `${table.target}.${field}`).join(" and ");
      return {
        ...{ ...finding, severity: "warning" },
        message: `${message} The mapping says that it may be missing, but ${fields} must have a value: every row would be rejected.`,
        fix: "Let the field be empty in the schema: v.optional(…), or give it a value in the mapping: .default(…).",
      };
    }
    return {
      ...{ ...finding, severity: "info", message },
      fix: "Nothing to do: the mapping says that it may be missing, and leaves the field out.",
    };
  });
}

const needed = (column: string, place: string) => ({ column, optional: false, requiredBy: [], place });

function forgottenColumns(reads: SourceReads, columns: readonly string[]): Finding[] {
  const at = sourceName(reads.source);
  const known = knownColumns(reads);
  const readers = reads.readers.filter(({ table }) => !table.lookup);
  const forgotten = columns.filter((column) => !known.has(column));
  // Ready to paste in place of what is there; of several readers nobody knows which should say it.
  const ignored = readers.length === 1 ? readers.flatMap((reader) => reader.ignored) : [];
  const all = [...ignored, ...forgotten].map((column) => `"${column}"`).join(", ");
  return forgotten.map((column) => ({
    severity: "error",
    code: "COLUMN_FORGOTTEN",
    table: at,
    field: column,
    message: `${at}.${column}: no field of ${readers.map(({ name }) => name).join(" or ")} is read from it.`,
    fix: `Map it in "fields", or leave it behind: ignore: [${all}].`,
  }));
}
