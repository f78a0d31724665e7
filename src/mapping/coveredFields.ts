import type { CoveredField } from "../shared/fingerprint.ts";
import type { Mapping } from "./mapping.ts";
import { type MappedTable, refsOf } from "./table.ts";

/** The fields that a fingerprint of a table's documents covers: what the mapping fills, and the legacy id. */
export function coveredFields({ deferred }: Pick<Mapping, "deferred">, table: MappedTable): CoveredField[] {
  const waits = new Map(
    refsOf(table).flatMap((ref) =>
      deferred.has(ref) && ref.legacyField !== undefined
        ? [[ref.field, { legacyField: ref.legacyField, table: ref.table }] as const]
        : [],
    ),
  );
  const filled = table.fields.filter(({ kind }) => kind !== "loadedAt");
  const fields = filled.map((each) => {
    const { field } = each;
    if (each.kind === "nested") return { field, keys: each.inner.map(({ field: key }) => key) };
    const wait = waits.get(field);
    return wait === undefined ? { field } : { field, waits: wait };
  });
  return [{ field: table.legacyId.field }, ...fields];
}
