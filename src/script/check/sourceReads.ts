import { internalColumns } from "../../shared/authColumns.ts";
import {
  type Plan,
  type PlanColumn,
  type PlanJoin,
  type PlanTable,
  type SourceName,
  sourceName,
} from "../../shared/plan.ts";

/** A part of the mapping that reads a source table: the table itself, or a join of it. */
export type Reader = {
  /** `contacts`, or `contacts.settings` for the join named settings. */
  name: string;
  table: PlanTable;
  join: PlanJoin | undefined;
  columns: readonly PlanColumn[];
  ignored: readonly string[];
};

/** All that the mapping says of one source table, which may feed several target tables, and joins of others. */
export type SourceReads = { source: SourceName; readers: Reader[] };

/** The source tables of a plan, in the order in which it names them first. */
export function sourceReads(plan: Plan): SourceReads[] {
  const bySource = new Map<string, SourceReads>();
  const add = (source: SourceName, reader: Reader): void => {
    const name = sourceName(source);
    const known = bySource.get(name) ?? { source, readers: [] };
    known.readers.push(reader);
    bySource.set(name, known);
  };
  for (const table of plan.tables) {
    const { columns, ignored } = table;
    add(table.source, { name: table.target, table, join: undefined, columns, ignored });
    for (const join of table.joins) {
      const name = `${table.target}.${join.name}`;
      add(join.source, { name, table, join, columns: join.columns, ignored: join.ignored });
    }
  }
  return [...bySource.values()];
}

/**
 * Columns that the mapping knows of: read, ignored, filtered by, joined on, or named for sync, by any reader of the table. Those of the auth
 * server's own are left behind unless it names them.
 */
export function knownColumns({ source, readers }: SourceReads): Set<string> {
  const named = readers.flatMap(({ table, join, columns, ignored }) => [
    ...columns.map(({ name }) => name),
    ...ignored,
    ...(join === undefined
      ? [
          ...table.where.map(({ column }) => column),
          ...table.joins.flatMap(({ on }) => on.map(({ column }) => column)),
          ...updatedAtOf(table),
        ]
      : join.on.map(({ joined }) => joined)),
  ]);
  return new Set([...named, ...internalColumns(source)]);
}

/** A lookup reads what it needs of a table whose documents are there already: nothing of it is migrated. */
export const isMigrated = ({ readers }: SourceReads): boolean => readers.some(({ table }) => !table.lookup);

/** The column that sync goes by, or none. */
export const updatedAtOf = ({ sync }: PlanTable): string[] =>
  sync.updatedAt === null ? [] : [sync.updatedAt];
