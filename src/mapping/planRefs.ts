import type { PlanRef } from "../shared/plan.ts";
import { type MappedRef, type MappedTable, refsOf, withPartsOf } from "./table.ts";

/** A table's refs, and the refs that are parts of their natural keys, each by its path. */
export const planRefs = (table: MappedTable, deferred: ReadonlySet<MappedRef>): PlanRef[] =>
  refsOf(table).flatMap((ref) => refAndParts(ref, deferred, ref.field));

function refAndParts(ref: MappedRef, deferred: ReadonlySet<MappedRef>, path: string): PlanRef[] {
  const parts = withPartsOf(ref).filter((part) => ref.natural?.parts.includes(part));
  return [
    {
      field: path,
      table: ref.table,
      columns: [...ref.columns],
      deferred: deferred.has(ref),
      orphan: ref.orphan,
      required: !ref.shape.optional && !ref.shape.nullable,
      natural: ref.natural !== undefined,
    },
    ...parts.flatMap((part) => refAndParts(part, deferred, `${path}.${part.field}`)),
  ];
}
