import { type ExportOptions, exportWords } from "./exportOptions.ts";
import { type FinishOptions, finishWords } from "./finishOptions.ts";
import { type InitOptions, initWords } from "./initOptions.ts";
import { DEFAULT_MODULE, DEFAULT_REPORT_DIR, type ReportOptions } from "./options.ts";
import { type PackOptions, packWords } from "./packOptions.ts";
import { type RejectsOptions, retryWords } from "./rejectsOptions.ts";
import { type SyncOptions, syncWords } from "./syncOptions.ts";
import { type UndoOptions, undoWords } from "./undoOptions.ts";
import { type VerifyOptions, verifyWords } from "./verifyOptions.ts";

/** `--table` names one table to a command, and several to another. */
export type Given = Partial<
  ReportOptions &
    Omit<ExportOptions & InitOptions, "table"> &
    Pick<RejectsOptions, "kind"> &
    Pick<VerifyOptions, "showValues"> &
    Pick<PackOptions, "createdAt" | "earlyTimes"> &
    FinishOptions &
    Pick<UndoOptions, "force"> &
    Pick<SyncOptions, "delete" | "watch" | "interval">
> & { table?: string | string[] };

/** The pipeline names the default module; the deployment knows the right one. */
const DEFAULT_PATH = new RegExp(`(?<![\\w/])${DEFAULT_MODULE}:`, "g");

/** Commands that ask the deployment alone. */
const TARGET_ALONE = new Set(["status", "finish", "undo"]);

/** Commands that ask no deployment. */
const WITHOUT_TARGET = new Set(["init", "export"]);

/**
 * A command to go on with, which repeats the options that this one was given. Keys are never repeated, nor is
 * `--database-url`, because there is a password in it.
 */
export function nextCommand(command: string, given: Given): string {
  const { module = DEFAULT_MODULE } = given;
  const [, name] = /npx supabase-to-convex (\w+)/.exec(command) ?? [];
  if (name === undefined) return command.replaceAll(DEFAULT_PATH, `${module}:`);
  const retries = name === "rejects" && command.includes("--retry");
  const readsSource = !TARGET_ALONE.has(name) && (name !== "rejects" || retries);
  const asksTarget = !WITHOUT_TARGET.has(name);
  // Without its URL, another source could be taken for the database.
  const source = given.source ?? (given.databaseUrl === undefined ? undefined : "postgres");
  const options = [
    name === "export" ? exportWords(given) : [],
    name === "init" ? initWords(given) : [],
    name === "pack" ? packWords(given) : [],
    retries ? retryWords(given) : [],
    name === "finish" ? finishWords(given) : [],
    name === "sync" ? syncWords(command, given) : [],
    name === "undo" ? undoWords(given) : [],
    name === "verify" ? verifyWords(given) : [],
    asksTarget ? option("--module", module, DEFAULT_MODULE) : [],
    readsSource ? option("--source", source) : [],
    readsSource ? option("--from", given.from) : [],
    readsSource ? option("--supabase-url", given.supabaseUrl) : [],
    asksTarget ? option("--convex-url", given.convexUrl) : [],
    readsSource && asksTarget && name !== "check"
      ? option("--report-dir", given.reportDir, DEFAULT_REPORT_DIR)
      : [],
    // Last, because it takes all values that follow it.
    given.env === undefined ? [] : ["--env", ...given.env],
  ].flat();
  return [command, ...options.map(quoted)].join(" ");
}

/** A text with the same done to the commands in it that take these options. */
export const withNextCommands = (text: string, given: Given): string =>
  text.replace(/npx supabase-to-convex (?:check|run)(?: --[\w-]+)*/g, (command) =>
    nextCommand(command, given),
  );

const option = (flag: string, value: string | undefined, unlessItIs?: string): string[] =>
  value === undefined || value === unlessItIs ? [] : [flag, value];

/** A word as a shell takes it for one. */
const quoted = (word: string): string =>
  /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
