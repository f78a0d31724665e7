import type { SetupProblem } from "../errors.ts";

/**
 * - `error`: a run would stop there, or rows would be missing after it that have a place in the mapping.
 * - `warning`: a run would end, and perhaps not as the mapping's author expects.
 * - `info`: good to know.
 */
export type Severity = "error" | "warning" | "info";

/** Something that is known before a row moves, with the way out. Values of rows are never part of it; keys may be. */
export type Finding = {
  severity: Severity;
  code: FindingCode;
  /** The source table, or the target table where the schema is meant. */
  table?: string;
  /** The column, or the field where the schema is meant. */
  field?: string;
  message: string;
  /** What to do, ready to paste where it can be. */
  fix: string;
  /** How many rows it is about, where they were counted. */
  rows?: number;
  /** Some of their keys. */
  keys?: string[];
};

export type FindingCode =
  | "SOURCE_UNREACHABLE"
  | "SOURCE_KEY_REFUSED"
  | "SOURCE_FORBIDDEN"
  | "SOURCE_FAILED"
  | "TARGET_UNREACHABLE"
  | "TARGET_KEY_REFUSED"
  | "TARGET_TOO_LARGE"
  | "TARGET_FAILED"
  | "NOT_EXPORTED"
  | "COMPONENT_MISSING"
  | "VERSION_DIFFERS"
  | "NO_TABLES"
  | "PLAN_INVALID"
  | "OPEN_RUN"
  | "PLAN_CHANGED"
  | "ENCRYPTION_KEY"
  | "TABLE_MISSING"
  | "TABLE_FORGOTTEN"
  | "COLUMN_MISSING"
  | "COLUMN_FORGOTTEN"
  | "COLUMNS_UNKNOWN"
  | "TYPES_UNKNOWN"
  | "TYPE_REFUSED"
  | "TYPE_DOUBTFUL"
  | "TIME_WITHOUT_ZONE"
  | "NULL_REFUSED"
  | "LABEL_REFUSED"
  | "KEY_NOT_UNIQUE"
  | "KEY_NULLABLE"
  | "FOREIGN_KEY_NOT_MAPPED"
  | "ISOLATION_NOT_ASKABLE"
  | "ORPHANS"
  | "ROWS_REJECTED"
  | "PARENTS_REJECTED"
  | "NOT_SCANNED";

const RANK = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;

/** Errors first; within a severity in the order in which they were found, which is that of the plan. */
export const bySeverity = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);

export const errorsAmong = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ severity }) => severity === "error");

/** `1 row`, `1,200 rows`. */
export const rowsOf = (rows: number): string =>
  rows === 1 ? "1 row" : `${rows.toLocaleString("en-US")} rows`;

/** A finding as a command that cannot go on says it. */
export const setupProblem = ({ table, field, message, fix }: Finding): SetupProblem => ({
  ...(table === undefined ? {} : { table }),
  ...(field === undefined ? {} : { field }),
  message: fix === "" ? message : `${message}${fix.includes("\n") ? "\n" : " "}${fix}`,
});
