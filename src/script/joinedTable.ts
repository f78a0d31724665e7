import type { PlanColumn, PlanJoin, PlanTable } from "../shared/plan.ts";
import type { TableRead } from "./planSource.ts";

/** A join's table as one to read: its columns, and those that it is joined by as text, which are its key. */
export function joinedTable(table: PlanTable, join: PlanJoin): PlanTable {
  const key = join.on.map(({ joined }) => joined);
  return {
    ...plainTable(table),
    ...{ source: join.source, key, where: [] },
    columns: [...join.columns.filter(({ name }) => !key.includes(name)), ...asText(key, join.columns)],
  };
}

/** A table with nothing but some of its columns, as text. */
export function bareTable(table: PlanTable, columns: readonly string[]): PlanTable {
  const read = [...new Set([...table.key, ...columns])];
  return { ...plainTable(table), columns: asText(read, table.columns) };
}

/** `since` would name a column of another table. */
const plainTable = ({ since: _since, ...table }: TableRead): PlanTable => ({
  ...table,
  ...{ joins: [], encrypted: [] },
});

function asText(names: readonly string[], columns: readonly PlanColumn[]): PlanColumn[] {
  return [...new Set(names)].map((name) => {
    const readAs = columns.find((column) => column.name === name)?.readAs ?? [];
    return { name, cast: "text", optional: false, readAs, requiredBy: [], literals: null };
  });
}
