import type { PGlite } from "@electric-sql/pglite";
import fc from "fast-check";
import type { SourceRow } from "../../src/source/source.ts";

const TRICKY = [
  ",",
  '"',
  "'",
  "(",
  ")",
  "\\",
  ".",
  ":",
  "*",
  "%",
  "&",
  "=",
  "+",
  " ",
  "{",
  "}",
  "é",
  "😀",
  "a",
  "1",
];
/** Texts that mean something in a URL, in PostgREST or in SQL. */
export const trickyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...TRICKY), maxLength: 5 }),
  fc.constantFrom("null", "true", "and(a)", "not.is.null", '"x"', " x ", "1e3", "007", "{a,b}", "\n", "\t"),
);
/** The table's rows as text in key order, from the database itself. */
export async function stored(
  db: PGlite,
  table: string,
  key: string[],
  columns: string[],
): Promise<SourceRow[]> {
  const casts = columns.map((column) => `${column}::text as "${column} "`).join(", ");
  const { rows } = await db.query<SourceRow>(`select ${casts} from ${table} order by ${key.join(", ")}`);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name.trim(), value])),
  );
}

/** Makes the table anew, with these rows. */
export async function fill(
  db: PGlite,
  table: string,
  columns: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  await db.exec(`drop table if exists ${table}; create table ${table} (${columns})`);
  for (const row of rows) {
    await db.query(`insert into ${table} values (${row.map((_, at) => `$${at + 1}`).join(", ")})`, [...row]);
  }
}

/** Rows whatever their order. */
export const content = (list: readonly SourceRow[]): string[] =>
  list.map((row) => JSON.stringify(row)).sort();
