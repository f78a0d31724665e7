import { type Plan, type PlanTable, type SourceName, sourceName } from "../../shared/plan.ts";
import type { Catalogue, CatalogueTable, ForeignKey } from "../../source/catalogue.ts";
import type { Finding } from "./finding.ts";
import type { SourceReads } from "./sourceReads.ts";

export const catalogueTable = ({ tables }: Catalogue, source: SourceName): CatalogueTable | undefined =>
  tables.find(({ schema, table }) => schema === source.schema && table === source.table);

/** Tables of the source that the mapping neither reads nor leaves behind by name. Views hold no rows of their own. */
export function forgottenTables(plan: Plan, reads: readonly SourceReads[], { tables }: Catalogue): Finding[] {
  const named = new Set([...reads.map(({ source }) => source), ...plan.notMigrated].map(sourceName));
  const forgotten = tables.filter((table) => table.kind === "table" && !named.has(sourceName(table)));
  const all = [...plan.notMigrated, ...forgotten].map((table) => `"${sourceName(table)}"`).join(", ");
  return forgotten.map((table) => {
    const at = sourceName(table);
    return {
      // Every Supabase project has the tables of auth, and few apps need more of them than their own tables have.
      severity: table.schema === "auth" ? "info" : "warning",
      code: "TABLE_FORGOTTEN",
      table: at,
      message: `${at}: the mapping neither reads it nor says that it is left behind.`,
      fix: `Map it in "tables", or leave it behind: notMigrated: [${all}].`,
    };
  });
}

/** Foreign keys to migrated tables that the mapping keeps as the source's key instead of the document's id. */
export function foreignKeyFindings(
  plan: Plan,
  reads: SourceReads,
  { foreignKeys }: CatalogueTable,
): Finding[] {
  const at = sourceName(reads.source);
  return foreignKeys.flatMap((foreignKey): Finding[] => {
    const parent = parentOf(plan, foreignKey);
    const [column = ""] = foreignKey.columns;
    if (parent === undefined || !isReadAsValue(reads, foreignKey)) return [];
    const columns = foreignKey.columns.map((name) => `"${name}"`);
    const argument = columns.length === 1 ? columns[0] : `[${columns.join(", ")}]`;
    return [
      {
        ...{ severity: "warning", code: "FOREIGN_KEY_NOT_MAPPED", table: at, field: column },
        message:
          `${at}.${foreignKey.columns.join(", ")}: it refers to ${sourceName(foreignKey)}, and no ref is made of it. ` +
          `The field keeps the source's key, which is no id of ${parent.target}.`,
        fix: `Map it with ref("${parent.target}", ${argument}) into a field of v.id("${parent.target}").`,
      },
    ];
  });
}

/** The table of the plan whose legacy ids the foreign key holds. */
function parentOf(plan: Plan, { schema, table, references }: ForeignKey): PlanTable | undefined {
  return plan.tables.find(
    ({ source, key }) =>
      source.schema === schema &&
      source.table === table &&
      key.length === references.length &&
      key.every((column) => references.includes(column)),
  );
}

/** Read, and nowhere as a ref, a key or the condition of a join, which all know what they refer to. */
function isReadAsValue({ readers }: SourceReads, { columns }: ForeignKey): boolean {
  const reads = readers.flatMap((reader) => reader.columns).filter(({ name }) => columns.includes(name));
  const joined = readers.flatMap(({ table, join }) =>
    join === undefined
      ? table.joins.flatMap(({ on }) => on.map(({ column }) => column))
      : join.on.map((pair) => pair.joined),
  );
  return (
    reads.length > 0 &&
    !reads.some(({ readAs }) => readAs.includes("ref") || readAs.includes("key")) &&
    !columns.some((column) => joined.includes(column))
  );
}
