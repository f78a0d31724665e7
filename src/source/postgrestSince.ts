import { sourceName } from "../shared/plan.ts";
import { writtenTime } from "../shared/writtenTime.ts";
import type { KeyParameter, KeysetFilter } from "./keysetFilter.ts";
import type { RowAnswer, RowQuery } from "./postgrest.ts";
import { quotedName, quotedValue, selectionOf } from "./postgrestNames.ts";
import type { Since, SourceTable } from "./source.ts";
import { columnUnordered } from "./supabaseErrors.ts";

const WHOLE_NUMBER = /^-?\d+$/;

/** What has no place in time passes too; a column of numbers would not take the word for it. */
export function sinceFilter({ column, value }: Since): KeysetFilter {
  const name = quotedName(column);
  const ways = [`${name}.gte.${quotedValue(value)}`, `${name}.is.null`];
  if (!WHOLE_NUMBER.test(value)) ways.push(`${name}.eq.${quotedValue("-infinity")}`);
  return { parameters: [], tree: ways.join(",") };
}

/**
 * The greatest value of a column. Any value tells whether they are times, and times are then bounded by the server's clock.
 *
 * @param read Reads the rows of the table that a query asks for.
 */
export async function latestOf(
  read: (query: RowQuery) => Promise<RowAnswer>,
  table: SourceTable,
  column: string,
  where: KeysetFilter,
): Promise<string | null> {
  const name = quotedName(column);
  const { select, renamed } = selectionOf([{ name: column, cast: "text", optional: false }], [column]);
  const [alias = column] = renamed.keys();
  const one = async (parameters: KeyParameter[], ordered: boolean): Promise<Both | undefined> => {
    const { rows } = await read({
      ...{ select: `${select},${name}`, filters: [where, { parameters, tree: null }], limit: 1 },
      ...(ordered ? { order: [column], descending: true } : {}),
    });
    const [row] = rows;
    return row && { text: String(row[alias]), json: row[column] };
  };

  const any = await one([{ column: name, operator: "not.is", value: "null" }], false);
  if (any === undefined) return null;
  const bounds =
    typeof any.json === "number"
      ? [{ column: name, operator: "not.is", value: "null" }]
      : [
          { column: name, operator: "gt", value: "-infinity" },
          { column: name, operator: "lte", value: "now" },
        ];
  if (!isInOrder(any)) throw columnUnordered(sourceName(table.source), column);
  const last = await one(bounds, true);
  if (last === undefined) return null;
  if (!isInOrder(last)) throw columnUnordered(sourceName(table.source), column);
  // In JSON a time has one form, whatever the server's settings are, but a number loses its last digits.
  return typeof last.json === "number" ? last.text : String(last.json);
}

/** A value as Postgres writes it as text and as JSON. */
type Both = { text: string; json: unknown };

/** Whether the server compares the column's values as times or whole numbers. It does not where they are mere text. */
function isInOrder({ text, json }: Both): boolean {
  if (typeof json === "number") return WHOLE_NUMBER.test(text);
  if (json === "infinity" || json === "-infinity") return true;
  const time = typeof json === "string" ? writtenTime(json) : undefined;
  // Only of a date is the text its JSON; as text it has the same order.
  return time !== undefined && (time.isDate || text !== json);
}
