import { SourceError, type SourceErrorCode } from "./source.ts";

/** Where an error came from: the database as a message may name it, its role, and the table that was read. */
export type ErrorPlace = { database: string; user?: string | undefined; table?: string | undefined };

/** What `pg` makes of an error of the server; all of them optional, because an error of the network has none. */
export type ServerError = { code?: string; routine?: string; message?: string };

export const errorOf = (error: unknown): ServerError =>
  typeof error === "object" && error !== null ? error : {};

/** Network errors and servers that are starting, stopping or full: the same connection may succeed in a moment. */
export const PASSING = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"],
  ...["08000", "08001", "08003", "08004", "08006", "53300", "57P01", "57P02", "57P03"],
]);
/** The server ended the session, and the transaction with it. */
const ENDED = new Set(["08000", "08003", "08006", "25P03", "25P04", "57P01", "57P02", "57P03", "57P05"]);

/**
 * A failed statement as what to do. Only messages that name tables, columns and types are passed on: others may quote
 * values of rows.
 */
export function statementFailure(error: unknown, place: ErrorPlace): SourceError {
  const { code = "", routine = "", message = "" } = errorOf(error);
  // Without a code the error is not of the server, but of the connection.
  if (code === "" || ENDED.has(code) || PASSING.has(code)) return connectionLost(place, code);
  const at = place.table ?? `Postgres at ${place.database}`;
  const options = place.table === undefined ? {} : { table: place.table };
  const [kind, text] = advice(code, routine, message, at, place.user ?? "this role");
  return new SourceError(kind, text, options);
}

/** The snapshot is gone with the connection, so another one would not show the same rows. */
export const connectionLost = ({ database, table }: ErrorPlace, code = ""): SourceError =>
  new SourceError(
    "SOURCE_UNREACHABLE",
    `The connection to Postgres at ${database} was lost${table === undefined ? "" : ` while reading ${table}`}` +
      `${code === "" ? "" : ` (${code})`}. Nothing is lost with it: run again, and it goes on from where it was.`,
    table === undefined ? {} : { table },
  );

export const tableMissing = (table: string): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `${table} was not found at the source. If it was dropped or renamed, correct the mapping.`,
    {
      table,
    },
  );

export const columnMissing = (table: string, column: string): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}.${column} was not found at the source. Correct the column's name in the mapping.`,
    {
      table,
    },
  );

export const columnUnordered = (table: string, column: string, type: string): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}.${column} is ${type}, and changes can be followed only by a column of times or whole numbers. Name another ` +
      'one as "updatedAt" in the mapping, or leave it out: sync then compares every row.',
    { table },
  );

function advice(
  code: string,
  routine: string,
  message: string,
  at: string,
  role: string,
): [SourceErrorCode, string] {
  switch (code) {
    case "42501":
      return routine === "check_enable_rls"
        ? [
            "SOURCE_FORBIDDEN",
            `${at}: row level security would hide rows from ${role} without any error. Connect as a role that it does not ` +
              "apply to: postgres in a Supabase project, or one with BYPASSRLS.",
          ]
        : [
            "SOURCE_FORBIDDEN",
            `${role} may not read ${at} (42501). Connect as the owner, or as the owner run: grant select on ${at} to ${role} ` +
              "(and usage on its schema).",
          ];
    case "42703":
    case "42883":
      return ["SOURCE_FAILED", `${at}: ${message}. Correct the mapping.`];
    case "22P02":
    case "22003":
    case "22007":
    case "22008":
      return [
        "SOURCE_FAILED",
        `${at}: a key, a value in "where", or what sync has seen of "updatedAt", is none of its column's type (${code}). If ` +
          'the type was changed since the run began, start over with --new; else correct "where", or leave "updatedAt" out.',
      ];
    case "40001":
      return [
        "SOURCE_FAILED",
        `Reading ${at} was given up by the server (40001), as a replica does where its primary has removed rows meanwhile. ` +
          "Read from the primary, or set hot_standby_feedback on the replica; then run again, and it goes on from where it was.",
      ];
    case "57014":
      return [
        "SOURCE_FAILED",
        `Reading ${at} was cancelled at the server (57014). Run again, and it goes on from where it was.`,
      ];
    default:
      return ["SOURCE_FAILED", `Postgres could not read ${at} (error ${code}). Its log has the details.`];
  }
}
