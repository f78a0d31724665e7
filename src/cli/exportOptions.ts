import type { Command } from "commander";
import { type SourceOptions, withSourceOptions } from "./options.ts";

/** Options of `export`, as commander names them. */
export type ExportOptions = SourceOptions & {
  out: string;
  table?: string[];
  exclude?: string[];
  gzip: boolean;
};

export const withExportOptions = (command: Command): Command =>
  withSourceOptions(command)
    .requiredOption("--out <dir>", "the folder to write into; it is made where it does not exist")
    .option("--table <name...>", "these tables alone, such as contacts or auth.users; also views")
    .option("--exclude <name...>", "all tables but these")
    .option("--gzip", "pack each file with gzip", false);

export const EXPORT_HELP = `
Writes a file for each table, <table>.jsonl or <schema>.<table>.jsonl, a row a line, and manifest.json with counts, checksums,
columns, types and keys. Without --table: all base tables of the schema public. Each file is whole or not there; the same command
again writes all of them anew. Files can be read by you alone: they hold every value of every row.

auth.users is exported only where --table names it. Password hashes come from Postgres alone (--database-url).
Postgres is read as of one moment; over Supabase's API rows that change meanwhile are read as they are then.`;

type Repeated = Partial<Omit<ExportOptions, "table">> & { table?: string | string[] };

/** The options of an export that its repetition needs too. */
export function exportWords({ out, table, exclude, gzip }: Repeated): string[] {
  return [
    out === undefined ? [] : ["--out", out],
    gzip === true ? ["--gzip"] : [],
    table === undefined ? [] : ["--table", ...[table].flat()],
    exclude === undefined ? [] : ["--exclude", ...exclude],
  ].flat();
}
