import type { PlanColumn, PlanTable, SourceName } from "../shared/plan.ts";
import type { KeyOrder } from "../shared/run.ts";
import type { Catalogue } from "./catalogue.ts";

/** A table to read: its columns, all of which it must have, its key, and which of its rows. A PlanTable is one. */
export type SourceTable = Pick<PlanTable, "source" | "key" | "where"> & {
  columns: readonly SourceColumn[];
  since?: Since;
};

/**
 * Only rows whose column is at or after this value, besides those that have no place in time: NULL, infinite, or text
 * that is neither a time nor a whole number. These are always read.
 */
export type Since = {
  column: string;
  /** As `latest` gives it, of this source or another, or as `earlier` makes it of that. */
  value: string;
};

/** A column to read. `optional`: the source may lack it. */
export type SourceColumn = Pick<PlanColumn, "name" | "cast" | "optional">;

/** A row as the source sends it: each column as its `cast` says (see PlanColumn), null for NULL. */
export type SourceRow = Readonly<Record<string, unknown>>;

export type TableDescription =
  | { found: false }
  /** `rows` are those that `where` and `since` let pass. `columns` has all columns of the table, or is null where they cannot be known. */
  | { found: true; rows: number; columns: string[] | null };

/** The keys (after, until] in the source's own order; null and undefined leave that end open. */
export type KeyRange = { after: string | null; until?: string };

/** Where rows come from. It only ever reads. Every read leaves out the rows that `where` and `since` do not let pass. */
export interface Source {
  /** Which order a table's rows are read in. */
  keyOrder(name: SourceName): KeyOrder;
  /** @throws SourceError where the table exists but cannot be read, or the source cannot be reached. */
  describe(table: SourceTable): Promise<TableDescription>;
  /** Pages of rows in key order, each key's rows adjacent, none left out however short the server's pages are. */
  readRows(table: SourceTable, range: KeyRange): AsyncIterable<SourceRow[]>;
  /** Rows with a null in their key, which no key range holds. */
  readKeyless(table: SourceTable): AsyncIterable<SourceRow[]>;
  /** Rows in which `columns` hold one of these tuples of text, in any order, each once. A row with a null there is none. */
  readMatching(
    table: SourceTable,
    columns: readonly string[],
    tuples: readonly (readonly string[])[],
  ): AsyncIterable<SourceRow[]>;
  /**
   * How far a table has come: the greatest time or whole number in the column, of the rows that `where` lets pass; null
   * where there is none. Infinite times and those that lie ahead are left out: after them nothing would be read any more.
   *
   * @throws SourceError where the column is missing, or of a type that has no such order.
   */
  latest(table: SourceTable, column: string): Promise<string | null>;
  /** What there is to read, with types, keys and foreign keys as far as the source tells them. */
  catalogue(): Promise<Catalogue>;
  /** Ends connections and deletes temporary files. A source that is closed is not read again. */
  close(): Promise<void>;
}

/** A source that can also hand on whole tables as JSON text, digit for digit, as an export writes them. */
export interface RawSource extends Source {
  /**
   * Every row of a table with all its columns, each the text of one JSON object on one line, as row_to_json writes it.
   * In pages, in any order.
   *
   * @throws SourceError where the table does not exist or cannot be read.
   */
  rawRows(name: SourceName): AsyncIterable<string[]>;
  /** The moment that all rows are read as of, in ISO 8601; null where the source has no snapshot. */
  snapshotAt(): Promise<string | null>;
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

/** More rows without a key than the source can read: without one it cannot go on after a page. */
export class TooManyKeyless extends SourceError {
  /** How many there are. */
  readonly rows: number;

  constructor(rows: number, message: string, table: string) {
    super("SOURCE_FAILED", message, { table });
    this.rows = rows;
  }
}
