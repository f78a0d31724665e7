import type { PlanTable } from "../shared/plan.ts";

/** A row as the source sends it: the plan's columns, all of which the table must have, those with `cast: "text"` as text, null for NULL. */
export type SourceRow = Readonly<Record<string, unknown>>;

export type TableDescription =
  | { found: false }
  /** `columns` has all columns of the table, or is null where it is empty and they cannot be known. */
  | { found: true; rows: number; columns: string[] | null };

/** The keys (after, until] in the source's own order; null and undefined leave that end open. */
export type KeyRange = { after: string | null; until?: string };

/** Where rows come from. It only ever reads. */
export interface Source {
  /** @throws SourceError where the table exists but cannot be read, or the source cannot be reached. */
  describe(table: PlanTable): Promise<TableDescription>;
  /** Pages of rows in key order, each key's rows adjacent, none left out however short the server's pages are. */
  readRows(table: PlanTable, range: KeyRange): AsyncIterable<SourceRow[]>;
  /** Rows with a null in their key, which no key range holds. */
  readKeyless(table: PlanTable): AsyncIterable<SourceRow[]>;
}

export type SourceErrorCode =
  | "SOURCE_UNREACHABLE"
  | "SOURCE_KEY_REFUSED"
  | "SOURCE_FORBIDDEN"
  | "SOURCE_FAILED";

/** A source that could not be read, with what to do; the key is never part of the message. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly code: SourceErrorCode;
  readonly table: string | undefined;

  constructor(code: SourceErrorCode, message: string, options: { table?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.table = options.table;
  }
}
