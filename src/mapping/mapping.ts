import {
  type PlanIsolation,
  type PlanProblem,
  type SourceName,
  sourceName,
  sourceOf,
} from "../shared/plan.ts";
import { checkRows } from "./checkRows.ts";
import { checkTable } from "./checkTable.ts";
import { type CompileContext, compileLookup, compileTable } from "./compile.ts";
import type { AnyLookupMapping, AnyTableMapping, IsolationMapping, LegacyIdNames } from "./declaration.ts";
import { tablesHolding } from "./idHolders.ts";
import { compileIsolation } from "./isolation.ts";
import { orderTables } from "./order.ts";
import { hashOfTable } from "./planHash.ts";
import { planRefs } from "./planRefs.ts";
import { type AnySchema, tablesOfSchema } from "./schemaTables.ts";
import type { MappedRef, MappedTable } from "./table.ts";

/** The whole mapping, checked: what both lanes and the plan are made from. */
export type Mapping = {
  /** In load order, those that are only looked up among them. */
  tables: readonly MappedTable[];
  byTarget: ReadonlyMap<string, MappedTable>;
  deferred: ReadonlySet<MappedRef>;
  readonly problems: readonly PlanProblem[];
  /** What tells one mapping of a target from another. */
  hashOf: (target: string) => string;
  /** The names of the legacy id in any table of the schema, mapped or not. */
  legacyIdOf: (target: string) => LegacyIdNames;
  /** The tables of the schema, mapped or not, whose documents may hold ids of these. */
  holdersOf: (targets: readonly string[]) => string[];
  notMigrated: readonly SourceName[];
  isolation: readonly PlanIsolation[];
};

export type MappingOptions = {
  legacyId?: LegacyIdNames | undefined;
  lookups?: Readonly<Record<string, AnyLookupMapping>> | undefined;
  notMigrated?: readonly string[] | undefined;
  isolation?: readonly IsolationMapping[] | undefined;
};

const DEFAULT_LEGACY_ID: LegacyIdNames = { field: "legacyId", index: "by_legacy_id" };

export function createMapping(
  schema: AnySchema,
  declared: Readonly<Record<string, AnyTableMapping>>,
  { legacyId = DEFAULT_LEGACY_ID, lookups = {}, notMigrated = [], isolation = [] }: MappingOptions = {},
): Mapping {
  const schemaTables = tablesOfSchema(schema);
  const mappedTables = new Set([...Object.keys(declared), ...Object.keys(lookups)]);
  const context: CompileContext = { schema: schemaTables, mappedTables, legacyId };
  const compiled = [
    ...Object.entries(declared).map(([target, mapping]) => compileTable(target, mapping, context)),
    ...Object.entries(lookups)
      .filter(([target]) => !Object.hasOwn(declared, target))
      .map(([target, mapping]) => compileLookup(target, mapping, context)),
  ];
  const legacyIdOf = (target: string): LegacyIdNames => declared[target]?.legacyId ?? legacyId;
  const { tables, deferred, problems } = orderTables(compiled.map(({ table }) => table));
  const byTarget = new Map(tables.map((table) => [table.target, table]));
  const isolated = compileIsolation(isolation, byTarget);
  const world = { schema: schemaTables, byTarget, legacyIdOf, deferred };
  return {
    tables,
    byTarget,
    deferred,
    legacyIdOf,
    holdersOf: (targets) => tablesHolding(schema, targets),
    notMigrated: notMigrated.map(sourceOf),
    isolation: isolated.entries,
    hashOf: hashesOf(byTarget, deferred),
    // Convex makes the whole mapping anew for every call of a function, and few of those ask for this.
    get problems() {
      return [
        ...compiled.flatMap((each) => each.problems),
        ...tables
          .filter(({ target }) => schemaTables.has(target))
          .flatMap((table) => [...checkTable(table, world), ...checkRows(table, world)]),
        ...problems,
        ...declaredTwice(declared, lookups),
        ...migratedAfterAll(tables, notMigrated),
        ...isolated.problems,
      ];
    },
  };
}

/** Each is made when it is first asked for: a batch needs that of its own table alone. */
function hashesOf(byTarget: Mapping["byTarget"], deferred: Mapping["deferred"]): (target: string) => string {
  const hashes = new Map<string, string>();
  return (target) => {
    const table = byTarget.get(target);
    const hash =
      hashes.get(target) ?? (table === undefined ? "" : hashOfTable(table, planRefs(table, deferred)));
    hashes.set(target, hash);
    return hash;
  };
}

const declaredTwice = (tables: object, lookups: object): PlanProblem[] =>
  Object.keys(lookups)
    .filter((target) => Object.hasOwn(tables, target))
    .map((table) => ({
      table,
      message: `${table}: it is in "tables" and in "lookups". Name it in "lookups" only if its documents are there already and nothing of it is to be loaded.`,
    }));

function migratedAfterAll(tables: readonly MappedTable[], notMigrated: readonly string[]): PlanProblem[] {
  const named = new Set(notMigrated.map((name) => sourceName(sourceOf(name))));
  return tables.flatMap((table) =>
    [table, ...table.joins]
      .map(({ source }) => sourceName(source))
      .filter((name) => named.has(name) && table.lookup === undefined)
      .map((name) => ({
        table: table.target,
        message: `${table.target}: its source ${name} is also in "notMigrated". Take it out there, or leave the table out.`,
      })),
  );
}
