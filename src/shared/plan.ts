import { type Infer, v } from "convex/values";

/** A column to select. `cast: "text"` makes the source send its own text, so that no digit is lost in JSON. */
export const vPlanColumn = v.object({
  name: v.string(),
  cast: v.union(v.literal("text"), v.null()),
  /** The source may lack this column; the field is then absent. */
  optional: v.boolean(),
});
export type PlanColumn = Infer<typeof vPlanColumn>;

/** A foreign key: `field` of the document is found by the legacy id made of `columns`. */
export const vPlanRef = v.object({
  field: v.string(),
  table: v.string(),
  columns: v.array(v.string()),
  /** True where a pass resolves it, because its table is loaded later or at the same time. */
  deferred: v.boolean(),
});

export const vPlanTable = v.object({
  /** The Convex table. */
  target: v.string(),
  /** The Postgres table, `schema` being `public` unless the mapping names another. */
  source: v.object({ schema: v.string(), table: v.string() }),
  key: v.array(v.string()),
  columns: v.array(vPlanColumn),
  ignored: v.array(v.string()),
  refs: v.array(vPlanRef),
  /** A source table that may be missing. */
  optional: v.boolean(),
  /** The export that resolves this table's deferred refs, or null. */
  pass: v.union(v.string(), v.null()),
  hash: v.string(),
});
export type PlanTable = Infer<typeof vPlanTable>;

/** What stands in the way of a run, with the way out. */
export const vPlanProblem = v.object({
  table: v.string(),
  field: v.optional(v.string()),
  message: v.string(),
});
export type PlanProblem = Infer<typeof vPlanProblem>;

/** What the deployment tells the script: the tables in load order, and what is wrong with the mapping. */
export const vPlan = v.object({
  format: v.literal(1),
  version: v.string(),
  hash: v.string(),
  tables: v.array(vPlanTable),
  problems: v.array(vPlanProblem),
});
export type Plan = Infer<typeof vPlan>;

/** `public.contacts` is written `contacts`. */
export const sourceName = (source: { schema: string; table: string }): string =>
  source.schema === "public" ? source.table : `${source.schema}.${source.table}`;
