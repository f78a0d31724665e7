import { camelName, type Named, namePool } from "./names.ts";
import type { SelectedTable } from "./selection.ts";

/** `crm.order_items` → `orderItems`, or `crmOrderItems` where another schema has the shorter name; `public` comes first. */
export function tableNames(tables: readonly SelectedTable[]): Map<SelectedTable, Named> {
  const pool = namePool();
  const names = new Map<SelectedTable, Named>();
  const isPublic = ({ table }: SelectedTable): boolean => table.schema === "public";
  const inOrder = [...tables.filter(isPublic), ...tables.filter((table) => !isPublic(table))];
  for (const selected of inOrder) {
    const { schema, table } = selected.table;
    const short = camelName(table, "table");
    const taken = !isPublic(selected) && !pool.isFree(short.name);
    const long = camelName(`${schema}_${table}`, "table");
    const because = short.because ?? "another one has the shorter name";
    names.set(selected, pool.take(taken ? { name: long.name, because } : short));
  }
  return names;
}

/** `orders` → `order`: a field that refers to one of them is `orderId`. */
export const singular = (table: string): string =>
  /(?:ss|us|is)$/i.test(table) ? table : table.replace(/ies$/, "y").replace(/([^s])s$/, "$1");
