import type { DeploymentErrorCode } from "../script/deployment.ts";
import type { MigrationErrorCode } from "../shared/errors.ts";
import type { SourceErrorCode } from "../source/source.ts";

/** What the exit codes mean, as --help lists them. */
export const EXIT_CODES = {
  0: "ok and complete",
  1: "unexpected failure",
  2: "wrong usage, configuration or plan",
  3: "finished, but not ok or not complete",
  4: "source or target unreachable",
  130: "interrupted, can be resumed",
} as const;
export type ExitCode = keyof typeof EXIT_CODES;

/** Errors that no deployment and no source has answered. */
type ScriptErrorCode =
  | "USAGE"
  | "CONFIG"
  | "SETUP"
  | "REPORT_DIR"
  | "EXPORT"
  | "SELECTION"
  | "DRAFT_FILE"
  | "NOT_CONFIRMED"
  | "FUNCTION_REFUSED"
  | "RUN"
  | "INTERRUPTED"
  | "UNEXPECTED";

export type ErrorCode = MigrationErrorCode | DeploymentErrorCode | SourceErrorCode | ScriptErrorCode;

const EXIT = {
  USAGE: 2,
  CONFIG: 2,
  SETUP: 2,
  REPORT_DIR: 2,
  EXPORT: 2,
  SELECTION: 2,
  DRAFT_FILE: 2,
  NOT_CONFIRMED: 2,
  PLAN_INVALID: 2,
  PLAN_CHANGED: 2,
  UNKNOWN_TABLE: 2,
  UNKNOWN_PASS: 2,
  NO_RUN: 2,
  RUN_OPEN: 2,
  RUN_FINISHED: 2,
  RUN_UNDOING: 2,
  NOT_FINISHED: 2,
  SOURCE_KEY_REFUSED: 2,
  SOURCE_FORBIDDEN: 2,
  TARGET_KEY_REFUSED: 2,
  SOURCE_UNREACHABLE: 4,
  TARGET_UNREACHABLE: 4,
  SOURCE_FAILED: 1,
  TARGET_FAILED: 1,
  TARGET_TOO_LARGE: 1,
  STALE_EPOCH: 1,
  CONFLICT: 3,
  FUNCTION_REFUSED: 1,
  RUN: 1,
  // The three are answers to the script itself; one that comes this far was not expected.
  BATCH_APPLIED: 1,
  BASES_NEEDED: 1,
  DRY_RUN: 1,
  INTERRUPTED: 130,
  UNEXPECTED: 1,
} as const satisfies Record<ErrorCode, ExitCode>;

export const exitCodeOf = (code: ErrorCode): ExitCode => EXIT[code];
