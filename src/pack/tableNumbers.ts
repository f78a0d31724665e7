import type { Deployment } from "../script/deployment.ts";
import { FIRST_TABLE_NUMBER } from "../shared/convexId.ts";

/** A deployment's own query: the name of each table by its number. */
const TABLE_MAPPING = "_system/frontend/getTableMapping";

/**
 * The number of each table: the deployment's own, so that documents that stay and those that come understand each other's
 * ids. A table that the deployment does not have yet, or any where there is none, gets the next that is free.
 */
export async function tableNumbers(
  deployment: Deployment | undefined,
  tables: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  // Asked as a query: /api/function has no functions of the system.
  const mapping = (await deployment?.call<Record<string, string>>(TABLE_MAPPING, {}, {})) ?? {};
  const numbers = new Map(Object.entries(mapping).map(([number, name]) => [name, Number(number)]));
  let free = Math.max(FIRST_TABLE_NUMBER - 1, ...numbers.values()) + 1;
  return new Map(tables.map((table) => [table, numbers.get(table) ?? free++]));
}
