import { type Infer, v } from "convex/values";

/** A column to read. */
export const vPlanColumn = v.object({
  name: v.string(),
  /**
   * `text`: as Postgres's own text, so that no digit is lost in JSON (a source of JSON files sends the value's JSON text,
   * of a string its contents). `json`: a json or jsonb column, as JSON text whatever its value is. null: as JSON.
   */
  cast: v.union(v.literal("text"), v.literal("json"), v.null()),
  /** The source may lack this column; the field is then absent. */
  optional: v.boolean(),
  /**
   * The converters that read it, such as `timestamp` or `array(text)`, or `cents(4)` of 4 digits instead of 2; `key`, `ref` and `join` for keys, foreign keys and
   * what tables are joined by; and `skip` where it decides whether a row is skipped.
   */
  readAs: v.array(v.string()),
  /** Fields that must have a value and have no default: a NULL here makes its row a reject. */
  requiredBy: v.array(v.string()),
  /** The only texts that its fields take, or null where they take any. */
  literals: v.union(v.array(v.string()), v.null()),
});
export type PlanColumn = Infer<typeof vPlanColumn>;

export const vSourceName = v.object({ schema: v.string(), table: v.string() });
export type SourceName = Infer<typeof vSourceName>;

/** Only rows whose column holds one of these values, as text, are read and counted. */
export const vFilter = v.object({ column: v.string(), in: v.array(v.string()) });
export type Filter = Infer<typeof vFilter>;

/**
 * A second source table that goes into the same documents. Its columns travel in the row as `<name>.<column>`, and
 * `<name>` has the number of its rows that belong to this one.
 */
export const vPlanJoin = v.object({
  name: v.string(),
  source: vSourceName,
  /** The row's own column, and the joined table's column that equals it. */
  on: v.array(v.object({ column: v.string(), joined: v.string() })),
  columns: v.array(vPlanColumn),
  ignored: v.array(v.string()),
  optional: v.boolean(),
});
export type PlanJoin = Infer<typeof vPlanJoin>;

/** A foreign key: `field` of the document is found by the legacy id made of `columns`. */
export const vPlanRef = v.object({
  field: v.string(),
  table: v.string(),
  columns: v.array(v.string()),
  /** True where a pass resolves it, because its table is loaded later or at the same time. */
  deferred: v.boolean(),
  /** What becomes of a row without this parent: see `ref()`. */
  orphan: v.union(v.literal("reject"), v.literal("null"), v.literal("skip")),
  /** True where the field must hold an id. */
  required: v.boolean(),
  /** True where the parent is found by a natural key, and `columns` is empty. */
  natural: v.boolean(),
});
export type PlanRef = Infer<typeof vPlanRef>;

/** How `sync` brings a table up to date: see `SyncMapping`. */
export const vPlanSync = v.object({
  /** The column that every change of a row sets, or null where all rows are compared. It need not be one of `columns`. */
  updatedAt: v.union(v.string(), v.null()),
  overlapSeconds: v.number(),
  conflict: v.union(v.literal("keep"), v.literal("take"), v.literal("stop")),
});
export type PlanSync = Infer<typeof vPlanSync>;

/** A field that is added up on both sides, to the last digit. */
export const vPlanSum = v.object({
  field: v.string(),
  column: v.string(),
  /**
   * What is added of the column's text: the decimal as it is written; that of the nearest double; or of an amount of the
   * type money its digits, which are minor units.
   */
  readAs: v.union(v.literal("decimal"), v.literal("double"), v.literal("money")),
  /** Digits after the point that the field counts as whole units: 2 for cents. */
  digits: v.number(),
  /** What stands for NULL, as text; without it NULL adds nothing. */
  fallback: v.union(v.string(), v.null()),
});
export type PlanSum = Infer<typeof vPlanSum>;

export const vPlanTable = v.object({
  /** The Convex table. */
  target: v.string(),
  /** The Postgres table, `schema` being `public` unless the mapping names another. */
  source: vSourceName,
  key: v.array(v.string()),
  columns: v.array(vPlanColumn),
  ignored: v.array(v.string()),
  refs: v.array(vPlanRef),
  where: v.array(vFilter),
  joins: v.array(vPlanJoin),
  /** Columns (a joined one as `<name>.<column>`) that the script encrypts before it sends them, and their fields. */
  encrypted: v.array(v.object({ column: v.string(), field: v.string() })),
  /**
   * Set where documents are adopted whatever the case of their letters: the columns that hold the natural key's texts,
   * of which the script makes the candidates that it sends along.
   */
  match: v.union(v.object({ columns: v.array(v.string()) }), v.null()),
  sync: vPlanSync,
  sums: v.array(vPlanSum),
  /** The field that refers to whoever owns a document. */
  tenant: v.union(v.string(), v.null()),
  /** Indexes that the schema declares on the target. */
  indexes: v.number(),
  /** Read only to learn which document stands for a row: nothing of it is inserted or changed. */
  lookup: v.boolean(),
  /** A source table that may be missing. */
  optional: v.boolean(),
  /** The export that resolves this table's deferred refs, or null. */
  pass: v.union(v.string(), v.null()),
  hash: v.string(),
  /** The same but for the text of functions, which a push writes otherwise than whoever else bundles them. */
  form: v.string(),
});
export type PlanTable = Infer<typeof vPlanTable>;

/** A query of the app, to be asked as one of its users, and the rows of a table that are theirs. */
export const vPlanIsolation = v.object({
  /** As the deployment knows it: `recordings:list`, `folder/recordings:list`. */
  query: v.string(),
  /** The query's arguments: whatever Convex takes. */
  args: v.record(v.string(), v.any()),
  subject: v.string(),
  /** The user's identity, the subject among it, as JSON text: claims may have names that Convex takes for no field. */
  identity: v.string(),
  /** The target, and which rows of its source are the user's: those that the table's own filters let pass, and these. */
  table: v.string(),
  where: v.array(vFilter),
});
export type PlanIsolation = Infer<typeof vPlanIsolation>;

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
  /** Source tables that are left behind on purpose. */
  notMigrated: v.array(vSourceName),
  isolation: v.array(vPlanIsolation),
  problems: v.array(vPlanProblem),
});
export type Plan = Infer<typeof vPlan>;

/** `public.contacts` is written `contacts`. */
export const sourceName = (source: SourceName): string =>
  source.schema === "public" ? source.table : `${source.schema}.${source.table}`;

export function sourceOf(name: string): SourceName {
  const dot = name.indexOf(".");
  return dot === -1
    ? { schema: "public", table: name }
    : { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}
