import { DeploymentError, FunctionRefused, MigrationError } from "../script/deployment.ts";
import { SelectionError } from "../script/draft/selection.ts";
import { Interrupted, RunError, SetupError } from "../script/errors.ts";
import { ExportError } from "../script/exportError.ts";
import { SourceError } from "../source/source.ts";
import { ConfigError } from "./config.ts";
import { DraftFileError } from "./draftFiles.ts";
import { EnvFileError } from "./environment.ts";
import type { ErrorCode } from "./exitCodes.ts";
import { NotConfirmedError } from "./notConfirmed.ts";
import { ReportDirError } from "./reportFile.ts";
import { UnfinishedVerification } from "./verifyProgressFile.ts";

/** A command that ended otherwise than with a result, as --json shows it. */
export type Failure = {
  code: ErrorCode;
  table?: string;
  row?: string;
  field?: string;
  message: string;
  /** A command ready to paste, where one is known to help. */
  next?: string;
};

/** Whatever is wrong with the mapping is mended in the app, which is then pushed. */
const PUSH = "npx convex dev --once";

/**
 * What an error is to the person at the terminal.
 *
 * @param command The command that failed, such as `run`.
 */
export function failureOf(error: unknown, command: string): Failure {
  const again = `npx supabase-to-convex ${command}`;
  if (error instanceof MigrationError) {
    const { code, message } = error.data;
    const at = error.data.code === "PLAN_INVALID" ? placeOf(error.data.problems) : {};
    return { code, ...at, message, ...nextOf(code, again) };
  }
  if (error instanceof SetupError) {
    return { code: "SETUP", ...placeOf(error.problems), message: error.message, next: error.next ?? PUSH };
  }
  if (error instanceof ConfigError) {
    return { code: "CONFIG", message: error.message, next: `${again} --help` };
  }
  if (error instanceof EnvFileError) return { code: "CONFIG", message: error.message };
  if (error instanceof SourceError) {
    const table = error.table === undefined ? {} : { table: error.table };
    return { code: error.code, ...table, message: error.message, ...nextOf(error.code, again) };
  }
  if (error instanceof DeploymentError) {
    return { code: error.code, message: error.message, ...nextOf(error.code, again) };
  }
  if (error instanceof FunctionRefused) return refused(error);
  if (error instanceof Interrupted)
    return { code: "INTERRUPTED", message: interruption(command), next: again };
  if (error instanceof UnfinishedVerification) return unfinished(failureOf(error.cause, command), again);
  if (error instanceof RunError) return { code: "RUN", message: error.message, next: again };
  if (error instanceof ExportError) {
    return {
      code: "EXPORT",
      ...(error.table === undefined ? {} : { table: error.table }),
      message: error.message,
    };
  }
  if (error instanceof SelectionError) return { code: "SELECTION", message: error.message };
  if (error instanceof DraftFileError) return { code: "DRAFT_FILE", message: error.message };
  if (error instanceof NotConfirmedError) {
    const { message, next } = error;
    return { code: "NOT_CONFIRMED", message, ...(next === undefined ? {} : { next }) };
  }
  if (error instanceof ReportDirError) return { code: "REPORT_DIR", message: error.message };
  return { code: "UNEXPECTED", message: stackOf(error) };
}

/** The only command that reads for long: so it alone has to be told to go on, unless going on would not help. */
const unfinished = (failure: Failure, again: string): Failure =>
  RESUMABLE.has(failure.code)
    ? {
        ...failure,
        message: `${failure.message} What was compared is kept, and --resume goes on from there.`,
        next: `${again} --resume`,
      }
    : failure;

const RESUMABLE: ReadonlySet<ErrorCode> = new Set([
  "INTERRUPTED",
  "SOURCE_UNREACHABLE",
  "TARGET_UNREACHABLE",
]);

/** Every cause with its stack: nobody foresaw this error, so whoever mends it needs all of it. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? String(error);
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}

function nextOf(code: ErrorCode, again: string): Pick<Failure, "next"> {
  switch (code) {
    case "NO_RUN":
    case "RUN_OPEN":
      return { next: "npx supabase-to-convex run" };
    case "PLAN_INVALID":
      return { next: PUSH };
    case "RUN_UNDOING":
      return { next: "npx supabase-to-convex undo" };
    case "RUN_FINISHED":
    case "NOT_FINISHED":
    case "STALE_EPOCH":
      return { next: "npx supabase-to-convex status" };
    case "SOURCE_UNREACHABLE":
    case "TARGET_UNREACHABLE":
      return { next: again };
    default:
      return {};
  }
}

const refused = (error: FunctionRefused): Failure => ({
  code: "FUNCTION_REFUSED",
  message:
    `${error.message}\nIf ${error.path} is not exported, export it and push the app: npx convex dev --once. ` +
    "Otherwise the deployment's logs have the reason.",
  next: "npx convex logs",
});

function interruption(command: string): string {
  if (command === "export")
    return "Interrupted. Tables that are whole stay; the same command writes all of them anew.";
  switch (command) {
    case "run":
      return "Interrupted. What was sent is in the ledger, and the next run goes on from there.";
    case "rejects --retry":
      return "Interrupted. What was sent is in the ledger, and the same command goes on with the rest.";
    case "sync":
    case "sync --full":
      return "Interrupted. What was sent is in the ledger, and the same command goes on with the rest.";
    case "pack --import":
      return (
        "Interrupted. An import that has begun is ended by Convex itself; once it has, this finds the documents and " +
        "records them: npx supabase-to-convex run. Otherwise nothing was changed."
      );
    case "undo":
      return "Interrupted. What is taken back stays so, and the same command goes on with the rest.";
    case "finish":
      return "Interrupted. Where the run was closed already, the same command goes on with the rest.";
    default:
      return "Interrupted. Nothing was changed.";
  }
}

/** Where one problem is; several are told in the message. */
function placeOf(
  problems: readonly { table?: string | undefined; field?: string | undefined }[],
): Pick<Failure, "table" | "field"> {
  const [only, ...more] = problems;
  if (only === undefined || more.length > 0) return {};
  return {
    ...(only.table === undefined ? {} : { table: only.table }),
    ...(only.field === undefined ? {} : { field: only.field }),
  };
}
