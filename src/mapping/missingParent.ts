import type { OpenRef } from "./openRef.ts";
import type { MappedRef } from "./table.ts";

type Why = { code: string; field: string; reason: string; parent?: { table: string; key: string } };

/** Why a row with this ref is an orphan. A natural key is data, and is not shown. */
export function missingParent({ ref, legacyId }: Pick<OpenRef, "ref" | "legacyId">): Why {
  const by = ref.natural
    ? `by its ${ref.natural.parts.map(({ field }) => field).join(", ")}`
    : `for ${ref.columns.join(", ")} ${legacyId}`;
  return {
    code: "PARENT_MISSING",
    field: ref.field,
    reason: `expected a document of ${ref.table} ${by}, found none`,
    ...(ref.natural ? {} : { parent: { table: ref.table, key: legacyId.toWellFormed() } }),
  };
}

/** Why a row is rejected whose ref could mean more than one document. */
export function ambiguousParent(ref: MappedRef): Why {
  const by = ref.natural?.parts.map(({ field }) => field) ?? ref.columns;
  return {
    code: "PARENT_AMBIGUOUS",
    field: ref.field,
    reason: `expected one document of ${ref.table} for ${by.join(", ")}, found several`,
  };
}
