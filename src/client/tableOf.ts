import type { Mapping } from "../mapping/mapping.ts";
import type { MappedTable } from "../mapping/table.ts";
import { unknownTable } from "../shared/errors.ts";

/** The mapped table with this target. @throws ConvexError<MigrationErrorData> `UNKNOWN_TABLE` */
export function tableOf({ byTarget }: Mapping, target: string): MappedTable {
  const table = byTarget.get(target);
  if (table === undefined) throw unknownTable(target, [...byTarget.keys()]);
  return table;
}
