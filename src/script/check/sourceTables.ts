import { type Plan, sourceName } from "../../shared/plan.ts";
import type { Catalogue } from "../../source/catalogue.ts";
import type { PlanSource } from "../planSource.ts";
import type { DescribedTable } from "../preflight.ts";
import { catalogueTable, foreignKeyFindings, forgottenTables } from "./catalogueTables.ts";
import { typeFindings } from "./columnTypes.ts";
import type { Finding } from "./finding.ts";
import { keyFindings } from "./keys.ts";
import { sourceReads } from "./sourceReads.ts";
import { watermarkFindings } from "./watermarks.ts";

/** The plan against what the source tells of itself: types, keys, foreign keys, and tables that nobody has named. */
export function catalogueFindings(
  plan: Plan,
  catalogue: Catalogue,
  tables: readonly DescribedTable[],
  keyOrder: PlanSource["keyOrder"],
): Finding[] {
  const reads = sourceReads(plan);
  const rowsOf = (name: string): number =>
    tables.reduce(
      (sum, { table, description }) =>
        sum + (sourceName(table.source) === name && description.found ? description.rows : 0),
      0,
    );
  const missing = new Set(
    tables.filter(({ description }) => !description.found).map(({ table }) => sourceName(table.source)),
  );
  const unknown: string[] = [];
  const findings = reads.flatMap((each): Finding[] => {
    const name = sourceName(each.source);
    const known = catalogueTable(catalogue, each.source);
    if (known === undefined) {
      const mayBeMissing = each.readers.every(({ join }) => join?.optional);
      if (!missing.has(name) && !mayBeMissing) unknown.push(name);
      return [];
    }
    const isOwn = each.readers.some(({ join }) => join === undefined);
    return [
      ...typeFindings(each, known, isOwn && rowsOf(name) === 0),
      ...keyFindings(each, known),
      ...watermarkFindings(each, known, keyOrder(each.source)),
      ...foreignKeyFindings(plan, each, known),
    ];
  });
  return [
    ...findings,
    ...forgottenTables(plan, reads, catalogue),
    ...(unknown.length === 0 ? [] : [typesUnknown(unknown)]),
  ];
}

const typesUnknown = (names: readonly string[]): Finding => ({
  ...{ severity: "info", code: "TYPES_UNKNOWN" },
  message: `The source does not tell the types of ${names.join(", ")}, so their converters and keys were not checked.`,
  fix: "Try every row: npx supabase-to-convex check --scan",
});
