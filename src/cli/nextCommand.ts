import { DEFAULT_MODULE, DEFAULT_REPORT_DIR, type MigrationOptions, type TargetOptions } from "./options.ts";

type Given = TargetOptions & Partial<Pick<MigrationOptions, "supabaseUrl" | "reportDir">>;

/** The pipeline names the default module; the deployment knows the right one. */
const DEFAULT_PATH = new RegExp(`(?<![\\w/])${DEFAULT_MODULE}:`, "g");

/** A command to go on with, which repeats the options that this one was given. Keys are never repeated. */
export function nextCommand(command: string, given: Given): string {
  const [, name] = /npx supabase-to-convex (\w+)/.exec(command) ?? [];
  if (name === undefined) {
    return command.replaceAll(DEFAULT_PATH, `${given.module}:`);
  }
  const readsSource = name !== "status" && (name !== "rejects" || command.includes("--retry"));
  const options = [
    given.module === DEFAULT_MODULE ? [] : ["--module", given.module],
    readsSource && given.supabaseUrl !== undefined ? ["--supabase-url", given.supabaseUrl] : [],
    given.convexUrl === undefined ? [] : ["--convex-url", given.convexUrl],
    readsSource && (given.reportDir ?? DEFAULT_REPORT_DIR) !== DEFAULT_REPORT_DIR
      ? ["--report-dir", given.reportDir ?? ""]
      : [],
    // Last, because it takes all values that follow it.
    given.env === undefined ? [] : ["--env", ...given.env],
  ].flat();
  return [command, ...options.map(quoted)].join(" ");
}

const quoted = (word: string): string =>
  /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
