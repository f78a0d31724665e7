import { sourceName } from "../../shared/plan.ts";
import type { KeyOrder } from "../../shared/run.ts";
import type { CatalogueTable } from "../../source/catalogue.ts";
import type { Finding } from "./finding.ts";
import { type SourceReads, updatedAtOf } from "./sourceReads.ts";
import { sourceTypeOf, type TypeFamily } from "./typeFamily.ts";

const ORDERED: ReadonlySet<TypeFamily> = new Set(["timestamp", "timestamptz", "date", "integer"]);
/** What a folder of JSON has in place of these where no manifest tells: it looks at each value. */
const MAY_BE_ORDERED: ReadonlySet<TypeFamily> = new Set(["text", "numeric", "json"]);

/**
 * Columns that sync is to go by, but whose type has no place in time.
 *
 * @param keyOrder Who compares the table's values.
 */
export function watermarkFindings(
  { source, readers }: SourceReads,
  table: CatalogueTable,
  keyOrder: KeyOrder,
): Finding[] {
  const named = readers.flatMap((reader) => (reader.join === undefined ? updatedAtOf(reader.table) : []));
  return table.columns.flatMap((column): Finding[] => {
    if (!named.includes(column.name)) return [];
    const { family } = sourceTypeOf(column);
    if (ORDERED.has(family) || (keyOrder === "script" && MAY_BE_ORDERED.has(family))) return [];
    const at = sourceName(source);
    return [
      {
        ...{ severity: "error", code: "TYPE_REFUSED", table: at, field: column.name },
        message: `${at}.${column.name}: it is ${column.type}, and sync is to go by it ("updatedAt"), which takes a column of times or of whole numbers.`,
        fix: "Name another column, or leave updatedAt out: sync then compares every row.",
      },
    ];
  });
}
