import { type Infer, v } from "convex/values";

/** How many rows of a joined table a row brings with it. */
export const vJoinedRows = v.object({ join: v.string(), rows: v.number() });
export type JoinedRows = Infer<typeof vJoinedRows>;

/** The joined tables that have rows for this one: their number travels in the row under the join's name. */
export const joinedRowsOf = (
  joins: readonly { name: string }[],
  row: Readonly<Record<string, unknown>>,
): JoinedRows[] =>
  joins.map(({ name }) => ({ join: name, rows: Number(row[name] ?? 0) })).filter(({ rows }) => rows > 0);
