import type { PlanColumn, PlanJoin, PlanTable, SourceName } from "../../shared/plan.ts";
import type { DescribedTable } from "../preflight.ts";

/** A source table whose columns fill documents. */
export type ReadPlace = {
  /** The table that the documents are made of. */
  table: PlanTable;
  /** Set where the columns are those of a joined table. */
  join: PlanJoin | undefined;
  source: SourceName;
  columns: readonly PlanColumn[];
  /** A condition of the mapping may skip the very rows that it would reject: only a scan knows. */
  maySkip: boolean;
};

/** Each table with what is joined to it. A row that is only looked up is no document, and has no place here. */
export const readPlaces = (tables: readonly DescribedTable[]): ReadPlace[] =>
  tables
    .filter(({ table, description }) => description.found && !table.lookup)
    .flatMap(({ table }) => {
      const joined = table.joins.flatMap(({ columns }) => columns);
      const maySkip = [...table.columns, ...joined].some(({ readAs }) => readAs.includes("skip"));
      return [
        { table, join: undefined, source: table.source, columns: table.columns, maySkip },
        ...table.joins.map((join) => ({
          ...{ table, join, source: join.source, columns: join.columns, maySkip },
        })),
      ];
    });
