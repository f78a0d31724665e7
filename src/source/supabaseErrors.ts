import { isPassing } from "./retryingFetch.ts";
import { SourceError, type SourceErrorCode, TooManyKeyless } from "./source.ts";

/** What supabase-js makes of a failed request; status 0 where there was no answer at all. */
export type RequestFailure = { status: number; error: { code?: string; message: string } | null };

const MISSING_TABLE = new Set(["PGRST205", "42P01"]);

export const isMissingTable = ({ error }: RequestFailure): boolean => MISSING_TABLE.has(error?.code ?? "");

/** A value in the request is none that the column's type can hold, so no row has it. */
export class UnfitValue extends SourceError {}

const UNFIT_VALUE = new Set(["22P02", "22003", "22007", "22008", "22021", "22P05"]);

/**
 * A failed request as a SourceError that says what to do.
 *
 * Only messages that name tables and columns are passed on: others may quote keys of rows.
 */
export function sourceError(failure: RequestFailure, table: string, host: string): SourceError {
  const { code, text } = explain(failure, table, host);
  const unfit = UNFIT_VALUE.has(failure.error?.code ?? "");
  return unfit ? new UnfitValue(code, text, { table }) : new SourceError(code, text, { table });
}

export const columnUnordered = (table: string, column: string): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}.${column} holds neither times nor whole numbers, and changes can be followed only by a column of these. Name ` +
      'another one as "updatedAt" in the mapping, or leave it out: sync then compares every row.',
    { table },
  );

type Explanation = { code: SourceErrorCode; text: string };

function explain({ status, error }: RequestFailure, table: string, host: string): Explanation {
  const code = error?.code ?? "";
  const known = byCode(code, error?.message ?? "", table);
  if (known !== undefined) return known;
  if (status === 0) {
    return {
      code: "SOURCE_UNREACHABLE",
      text:
        `Supabase at ${host} could not be reached while reading ${table} (${networkMessage(error)}). ` +
        "Check SUPABASE_URL and the network; a paused project must be restored in the Supabase dashboard first.",
    };
  }
  if (status === 401 || status === 403) {
    return {
      code: "SOURCE_KEY_REFUSED",
      text:
        `Supabase at ${host} does not take this key (HTTP ${status} for ${table}). Copy the secret or service_role ` +
        "key of the same project from Supabase dashboard → Project Settings → API keys into SUPABASE_SERVICE_ROLE_KEY.",
    };
  }
  if (code === "" && isPassing(status)) {
    return {
      code: "SOURCE_UNREACHABLE",
      text: `Supabase at ${host} kept answering HTTP ${status} for ${table}. Wait until the project is healthy, then run again.`,
    };
  }
  return {
    code: "SOURCE_FAILED",
    text:
      code === ""
        ? `${host} did not answer as Supabase does (HTTP ${status} for ${table}). Check SUPABASE_URL.`
        : `Supabase could not read ${table} (error ${code}, HTTP ${status}). Its logs have the details: Supabase dashboard → Logs.`,
  };
}

/** supabase-js puts the name of the error's class before its message. */
const networkMessage = (error: RequestFailure["error"]): string =>
  error?.message.replace(/^[A-Z]\w*: /, "") ?? "no answer";

function byCode(code: string, message: string, table: string): Explanation | undefined {
  switch (code) {
    case "PGRST106":
      if (/^(?:auth|storage)\./.test(table)) {
        return {
          code: "SOURCE_FORBIDDEN",
          text: `${table}: the API does not show this schema, and must not. Set DATABASE_URL to read it from Postgres itself.`,
        };
      }
      return {
        code: "SOURCE_FORBIDDEN",
        text:
          `Supabase does not expose the schema of ${table} over its API. ` +
          'Correct "from" in the mapping, or add the schema in Supabase dashboard → Project Settings → Data API → ' +
          "Exposed schemas, then run again.",
      };
    case "42501":
      return {
        code: "SOURCE_FORBIDDEN",
        text:
          `This key may not read ${table} (42501). Use the project's secret or service_role key; if it is that, run in ` +
          `the SQL editor: grant select on ${table} to service_role`,
      };
    case "42703":
      return {
        code: "SOURCE_FAILED",
        text: `${table}: ${message}. Correct the column's name in the mapping, or mark the field optional.`,
      };
    case "57014":
      return {
        code: "SOURCE_FAILED",
        text:
          `Reading ${table} took longer than the database allows one statement (57014). Raise the limit in the SQL ` +
          "editor, then run again: alter role service_role set statement_timeout = '5min'; notify pgrst, 'reload config'",
      };
    default:
      return undefined;
  }
}

export const tableGone = (table: string) =>
  new SourceError(
    "SOURCE_FAILED",
    `${table} was not found at the source. If it was dropped or renamed, correct the mapping; if it was made just now, ` +
      "run in the SQL editor: notify pgrst, 'reload schema'",
    { table },
  );

/** More rows have this key than the server gives at once: no page could show them all. */
export const tooManyRowsOfKey = (table: string, key: readonly string[], rows: number, perPage: number) =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}: ${rows} rows share one value of ${key.join(", ")}, but Supabase sends at most ${perPage} rows at once. ` +
      "Name a key in the mapping that tells rows apart, or raise Max rows in Supabase dashboard → Project Settings → Data API.",
    { table },
  );

/** A server that only imitates PostgREST may read quotes and backslashes in a key otherwise. */
export const keysMisread = (table: string, key: readonly string[]) =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}: the server does not compare ${key.join(", ")} with the values it is given, so rows could be lost. ` +
      "Name another key in the mapping.",
    { table },
  );

/** Rows whose key is null cannot be paged through, so all of them have to fit in one answer. */
export const tooManyKeyless = (table: string, key: readonly string[], rows: number, perPage: number) =>
  new TooManyKeyless(
    rows,
    `${table}: ${rows} rows have no ${key.join(" or no ")}, more than the ${perPage} that can be read without a key. ` +
      "Name a key in the mapping that every row has.",
    table,
  );

/** A list of values that no request can carry. */
export const whereTooLong = (table: string, columns: readonly string[], values: number) =>
  new SourceError(
    "SOURCE_FAILED",
    `${table}: where names ${values} values of ${columns.join(", ")}, more than one request can carry. ` +
      "Name fewer values, or set DATABASE_URL to read from Postgres itself.",
    { table },
  );

/** Without a primary key, pages of whole rows could lose some and repeat others. */
export const noKeyToReadBy = (table: string) =>
  new SourceError(
    "SOURCE_FAILED",
    `${table} has no primary key, by which its rows could be read page by page. Set DATABASE_URL to read it from ` +
      `Postgres itself, give the table a primary key, or leave it out: --exclude ${table}`,
    { table },
  );
