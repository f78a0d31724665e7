import type { Mapping } from "../mapping/mapping.ts";
import type { MappedTable } from "../mapping/table.ts";
import { unknownTable } from "../shared/errors.ts";
import type { Plan } from "../shared/plan.ts";

/** The mapped table with this target. @throws ConvexError<MigrationErrorData> `UNKNOWN_TABLE` */
export function tableOf({ byTarget }: Mapping, target: string): MappedTable {
  const table = byTarget.get(target);
  if (table === undefined) throw unknownTable(target, [...byTarget.keys()]);
  return table;
}

/** The hash of a table's mapping: which fields fingerprints cover goes by it. */
export const mappingHash = (plan: Plan, target: string): string =>
  plan.tables.find((table) => table.target === target)?.hash ?? "";
