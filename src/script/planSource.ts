import type { PlanTable } from "../shared/plan.ts";
import type { KeyRange, Source, SourceRow, SourceTable, TableDescription } from "../source/source.ts";

/** A table of the plan to read, perhaps only the rows of some time. */
export type TableRead = PlanTable & Pick<SourceTable, "since">;

/**
 * Where the rows of a plan come from, as they are sent: a source that is given whole tables of the plan, because it needs
 * their joins and their encrypted columns too.
 */
export interface PlanSource extends Pick<Source, "keyOrder" | "latest" | "catalogue" | "close"> {
  describe(table: SourceTable): Promise<TableDescription>;
  readRows(table: TableRead, range: KeyRange): AsyncIterable<SourceRow[]>;
  readKeyless(table: TableRead): AsyncIterable<SourceRow[]>;
  readMatching(
    table: TableRead,
    columns: readonly string[],
    tuples: readonly (readonly string[])[],
  ): AsyncIterable<SourceRow[]>;
}

/** What is done to each page of a table's rows on its way. */
export type OnPages = (table: TableRead, pages: AsyncIterable<SourceRow[]>) => AsyncIterable<SourceRow[]>;

/** The source with its rows changed, in whatever way they are read. */
export function withPages(source: PlanSource, onPages: OnPages): PlanSource {
  return {
    keyOrder: (name) => source.keyOrder(name),
    describe: (table) => source.describe(table),
    readRows: (table, range) => onPages(table, source.readRows(table, range)),
    readKeyless: (table) => onPages(table, source.readKeyless(table)),
    readMatching: (table, columns, tuples) => onPages(table, source.readMatching(table, columns, tuples)),
    latest: (table, column) => source.latest(table, column),
    catalogue: () => source.catalogue(),
    close: () => source.close(),
  };
}
