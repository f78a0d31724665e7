import type { Mapping } from "../mapping/mapping.ts";
import { type MappedTable, refsOf } from "../mapping/table.ts";
import type { FinishedTable, OpenIssue } from "../shared/finish.ts";
import type { Migration } from "./context.ts";

/** What `finish` clears in each table that the mapping fills, and which lines of the schema go with it. */
export const finishedTables = (migration: Migration, dropLegacyIds: boolean): FinishedTable[] =>
  filledTables(migration.mapping).map((table) => finishedTable(migration, table, dropLegacyIds));

export function finishedTable(
  { plan }: Pick<Migration, "plan">,
  table: MappedTable,
  dropLegacyIds: boolean,
): FinishedTable {
  const { target, legacyId } = table;
  const encrypted = plan.tables.some((each) => each.target === target && each.encrypted.length > 0);
  const drops = dropLegacyIds && !encrypted;
  const refs = waitingRefs(table);
  return {
    table: target,
    clears: [...refs.map(({ legacyField }) => legacyField), ...(drops ? [legacyId.field] : [])],
    encrypted,
    schemaLines: schemaLines(table, drops),
  };
}

const filledTables = ({ tables }: Mapping): MappedTable[] =>
  tables.filter(({ lookup }) => lookup === undefined);

/** A required field cannot be cleared: Convex would refuse each of its documents. */
export const requiredFields = (mapping: Mapping, tables: readonly FinishedTable[]): OpenIssue[] =>
  tables.flatMap(({ table, clears }) => {
    const { validators = {} } = mapping.byTarget.get(table) ?? {};
    return clears
      .filter((field) => validators[field]?.isOptional === "required")
      .map(
        (field): OpenIssue => ({
          ...{ code: "LEGACY_FIELD_REQUIRED", table },
          message: `${table}: the schema requires ${field}, so it cannot be cleared. Make it v.optional(v.string()).`,
          next: "npx convex dev --once",
        }),
      );
  });

/** Refs with a field for the legacy id that waits for a pass, unless the mapping itself fills that field. */
function waitingRefs(table: MappedTable): { field: string; legacyField: string }[] {
  const filled = new Set(table.fields.map(({ field }) => field));
  return refsOf(table).flatMap(({ field, legacyField }) =>
    legacyField === undefined || filled.has(legacyField) ? [] : [{ field, legacyField }],
  );
}

function schemaLines(table: MappedTable, drops: boolean): string[] {
  const { legacyId, indexes } = table;
  const refs = waitingRefs(table);
  const index = `.index("${legacyId.index}", ${JSON.stringify(indexes.get(legacyId.index) ?? [legacyId.field])})`;
  return [...fieldLines(table, refs, drops), ...(drops ? [index] : [])];
}

/** `legacy()` gives the default names alone; fields of other names stand one by one. */
function fieldLines(
  { legacyId }: MappedTable,
  refs: readonly { field: string; legacyField: string }[],
  drops: boolean,
): string[] {
  if (legacyId.field !== "legacyId") {
    const fields = [...(drops ? [legacyId.field] : []), ...refs.map(({ legacyField }) => legacyField)];
    return fields.map((field) => `${field}: v.optional(v.string()),`);
  }
  const call = `...legacy(${refs.map(({ field }) => JSON.stringify(field)).join(", ")}),`;
  if (drops) return [call];
  return refs.length === 0 ? [] : [`${call} → ...legacy(),`];
}
