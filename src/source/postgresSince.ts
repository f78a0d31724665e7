import { sourceName } from "../shared/plan.ts";
import { type Condition, columnOf } from "./postgresCondition.ts";
import { columnUnordered } from "./postgresErrors.ts";
import { type PostgresTable, type PostgresType, typeOf } from "./postgresTable.ts";
import type { Since } from "./source.ts";

/** Compared as the column's own type, to the last digit; what has no place in time passes too. */
export function isSince(table: PostgresTable, { column, value }: Since): Condition {
  const own = columnOf(column);
  const { cast, isTime } = orderedType(table, column);
  return (values) => {
    values.push(value);
    const ways = [`${own} >= $${values.length}::${cast}`, `${own} is null`];
    if (isTime) ways.push(`${own} = '-infinity'::${cast}`);
    return `(${ways.join(" or ")})`;
  };
}

/** None for numbers, of which none is infinite or lies ahead. `now()` is the moment of the snapshot. */
export function inTheFinitePast(table: PostgresTable, column: string): Condition[] {
  const { cast, isTime } = orderedType(table, column);
  const own = columnOf(column);
  return isTime ? [() => `${own} > '-infinity'::${cast}`, () => `${own} <= now()::${cast}`] : [];
}

const TIMES = new Set(["timestamptz", "timestamp", "date"]);
const NUMBERS = new Set(["int2", "int4", "int8", "oid"]);

/** @throws SourceError where the table has no such column, or one that neither times nor whole numbers are in */
function orderedType(table: PostgresTable, column: string): PostgresType & { isTime: boolean } {
  const type = typeOf(table, column);
  const isTime = TIMES.has(type.name);
  if (!isTime && !NUMBERS.has(type.name)) {
    throw columnUnordered(sourceName(table.name), column, type.cast);
  }
  return { ...type, isTime };
}
