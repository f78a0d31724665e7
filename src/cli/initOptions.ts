import type { Command } from "commander";
import { type SourceOptions, withSourceOptions } from "./options.ts";

/** Options of `init`, as commander names them. */
export type InitOptions = SourceOptions & {
  out?: string;
  schema?: string[];
  table?: string[];
  exclude?: string[];
  /** False: no row is read. */
  rows: boolean;
  force: boolean;
};

export const withInitOptions = (command: Command): Command =>
  withSourceOptions(command)
    .option(
      "--out <dir>",
      'the folder of the app\'s functions; what convex.json says, or "convex", unless given',
    )
    .option("--schema <name...>", "the tables of these schemas alone, such as public or crm")
    .option("--table <name...>", "these tables alone, such as contacts or crm.contacts")
    .option("--exclude <name...>", "all tables but these")
    .option("--no-rows", "read no rows: do not look whether times hold infinity")
    .option("--force", "overwrite files of an earlier init, and migrations.ts, without asking", false);

export const INIT_HELP = `
Writes migrations.ts, schema.ts and convex.config.ts into the app, from the source's tables with their types, keys and foreign
keys. Where schema.ts is your own the draft is schema.supabase.ts, and where convex.config.ts is there its missing lines are
printed. A file that is there is overwritten after a y on a terminal, or with --force; else nothing is written.

Without --schema: all tables but those that Supabase keeps for itself; auth.users is among them if a foreign key leads there.`;

type Repeated = Partial<Omit<InitOptions, "table">> & { table?: string | string[] };

/** The options that the same command needs again. */
export function initWords({ out, schema, table, exclude, rows, force }: Repeated): string[] {
  return [
    force === true ? ["--force"] : [],
    out === undefined ? [] : ["--out", out],
    schema === undefined ? [] : ["--schema", ...schema],
    table === undefined ? [] : ["--table", ...[table].flat()],
    exclude === undefined ? [] : ["--exclude", ...exclude],
    rows === false ? ["--no-rows"] : [],
  ].flat();
}
