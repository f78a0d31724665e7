import { type Command, InvalidArgumentError, Option } from "commander";
import { type ReportOptions, withReportOptions } from "./options.ts";

/** Options of `pack`, as commander names them. */
export type PackOptions = ReportOptions & {
  out: string;
  functions?: string;
  createdAt: TimeColumns;
  earlyTimes: "refuse" | "clamp";
  import: boolean;
  /** Where npx convex export is to write what is there before. */
  backup?: string;
  yes: boolean;
};

type TimeColumns = ReadonlyMap<string, string>;

export const DEFAULT_OUT = "migration.zip";

export const withPackOptions = (command: Command): Command =>
  withReportOptions(command)
    .option("--out <file>", "the ZIP to write", DEFAULT_OUT)
    .option(
      "--functions <dir>",
      'the folder of the app\'s functions; what convex.json says, or "convex", unless given',
    )
    .option(
      "--created-at <table=column>",
      "the column of a target table's creation times; created_at unless given, none for the time of packing",
      timeColumn,
      new Map(),
    )
    .addOption(
      new Option("--early-times <how>", "what becomes of creation times before 1970, which Convex has not")
        .choices(["refuse", "clamp"])
        .default("refuse"),
    )
    .option("--import", "hand the ZIP to npx convex import, then verify every row; asks first", false)
    .addOption(
      new Option("--backup <file>", "before the import, have npx convex export write a backup").implies({
        import: true,
      }),
    )
    .option("--yes", "do not ask before anything is replaced", false);

export const PACK_HELP = `
Writes a ZIP for npx convex import: every document with an id that is computed from its row's key, every ref in place, and the
creation time of its row. The mapping is read from convex/ on this machine. A deployment is asked for its tables' numbers, and for
documents that rows adopt or that are only looked up; where none is set, numbers are chosen. Nothing is written there without
--import.

Documents for tables that stay, because rows adopt documents in them, go into a ZIP of their own, <file>.append.zip.`;

/** The option may be given for several tables. */
function timeColumn(text: string, before: TimeColumns): TimeColumns {
  const [, table = "", column = ""] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (table === "")
    throw new InvalidArgumentError("It is a target table and a column, such as contacts=inserted_at.");
  return new Map([...before, [table, column]]);
}

/** The options that the same `pack` needs again. */
export const packWords = ({ out, functions, createdAt, earlyTimes }: Partial<PackOptions>): string[] =>
  [
    out === undefined || out === DEFAULT_OUT ? [] : ["--out", out],
    functions === undefined ? [] : ["--functions", functions],
    [...(createdAt ?? [])].flatMap(([table, column]) => ["--created-at", `${table}=${column}`]),
    earlyTimes === "clamp" ? ["--early-times", "clamp"] : [],
  ].flat();
