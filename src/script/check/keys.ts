import { sourceName } from "../../shared/plan.ts";
import type { CatalogueTable } from "../../source/catalogue.ts";
import type { Finding } from "./finding.ts";
import type { SourceReads } from "./sourceReads.ts";

/** Keys of the mapping that the source does not promise to be unique, or to be there at all. */
export function keyFindings({ source, readers }: SourceReads, catalogue: CatalogueTable): Finding[] {
  const at = sourceName(source);
  const keys = readers.filter(({ join }) => join === undefined).map(({ table }) => table.key);
  const different = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  return different.flatMap((key) => {
    const named = key.join(", ");
    const findings: Finding[] = [];
    if (!isUnique(key, catalogue)) {
      const of =
        catalogue.kind === "view"
          ? "it is a view, which has no key of its own"
          : "no primary key or unique constraint covers it";
      findings.push({
        ...{ severity: "warning", code: "KEY_NOT_UNIQUE", table: at, field: named },
        message: `${at}: the mapping's key is (${named}), and ${of}. Of rows that share a key the first is loaded, and the others are rejected.`,
        fix: betterKey(catalogue),
      });
    }
    const nullable = key.filter((name) =>
      catalogue.columns.some((column) => column.name === name && column.nullable),
    );
    // Of a view's columns Postgres does not know whether they may be.
    if (nullable.length > 0 && catalogue.kind === "table") {
      findings.push({
        ...{ severity: "warning", code: "KEY_NULLABLE", table: at, field: named },
        message: `${at}: ${nullable.join(" and ")} of the mapping's key may be NULL. Rows without a key are rejected.`,
        fix: betterKey(catalogue),
      });
    }
    return findings;
  });
}

/** A set of columns is unique as soon as a part of it is. */
function isUnique(key: readonly string[], { key: primary, unique }: CatalogueTable): boolean {
  const sets = primary.length > 0 ? [primary, ...unique] : unique;
  return sets.some((set) => set.length > 0 && set.every((column) => key.includes(column)));
}

function betterKey({ key, unique, columns }: CatalogueTable): string {
  const neverNull = (set: readonly string[]): boolean =>
    set.every((name) => columns.some((column) => column.name === name && !column.nullable));
  const better = key.length > 0 ? key : unique.find(neverNull);
  return better === undefined
    ? 'Name columns that tell its rows apart: key: ["…"]. To see whether these do: npx supabase-to-convex check --scan'
    : `Name the source's own: key: [${better.map((column) => `"${column}"`).join(", ")}].`;
}
