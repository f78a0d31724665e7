import type { PlanProblem } from "../shared/plan.ts";
import { checkTable } from "./checkTable.ts";
import { compileTable } from "./compile.ts";
import type { AnyTableMapping, LegacyIdNames } from "./declaration.ts";
import { orderTables } from "./order.ts";
import { type AnySchema, tablesOfSchema } from "./schemaTables.ts";
import type { MappedRef, MappedTable } from "./table.ts";

/** The whole mapping, checked: what both lanes and the plan are made from. */
export type Mapping = {
  /** In load order. */
  tables: readonly MappedTable[];
  byTarget: ReadonlyMap<string, MappedTable>;
  deferred: ReadonlySet<MappedRef>;
  problems: readonly PlanProblem[];
  /** The names of the legacy id in any table of the schema, mapped or not. */
  legacyIdOf: (target: string) => LegacyIdNames;
};

export const DEFAULT_LEGACY_ID: LegacyIdNames = { field: "legacyId", index: "by_legacy_id" };

export function createMapping(
  schema: AnySchema,
  declared: Readonly<Record<string, AnyTableMapping>>,
  legacyId: LegacyIdNames = DEFAULT_LEGACY_ID,
): Mapping {
  const schemaTables = tablesOfSchema(schema);
  const mappedTables = new Set(Object.keys(declared));
  const context = { schema: schemaTables, mappedTables, legacyId };
  const compiled = Object.entries(declared).map(([target, mapping]) =>
    compileTable(target, mapping, context),
  );
  const legacyIdOf = (target: string): LegacyIdNames => declared[target]?.legacyId ?? legacyId;
  const { tables, deferred, problems } = orderTables(compiled.map(({ table }) => table));
  const byTarget = new Map(tables.map((table) => [table.target, table]));
  return {
    tables,
    byTarget,
    deferred,
    legacyIdOf,
    problems: [
      ...compiled.flatMap((each) => each.problems),
      ...tables
        .filter(({ target }) => schemaTables.has(target))
        .flatMap((table) =>
          checkTable(table, schemaTables, legacyIdOf, (target) => byTarget.get(target)?.key),
        ),
      ...problems,
    ],
  };
}
