import { MAX_REJECTED_ROW_LENGTH } from "../shared/limits.ts";
import type { Reject } from "../shared/reject.ts";

/** A note about a row that was not migrated, or not wholly: its row cut to fit, its texts as Convex takes them. */
export function rejected(
  key: string,
  row: string | undefined,
  why: Pick<Reject, "code" | "field" | "reason" | "parent">,
  kind: Reject["kind"] = "reject",
): { kind: "reject"; reject: Reject } {
  const { code, field, reason, parent } = why;
  const cut = row?.slice(0, MAX_REJECTED_ROW_LENGTH);
  return {
    kind: "reject",
    reject: {
      // Convex refuses an unpaired surrogate, which a cut may leave too, and with it the whole batch.
      ...{ kind, key: key.toWellFormed(), code, reason: reason.toWellFormed() },
      ...(field === undefined ? {} : { field: field.toWellFormed() }),
      ...(parent === undefined ? {} : { parent }),
      ...(cut === undefined ? {} : { row: cut.toWellFormed() }),
    },
  };
}

/** A note about a row of a joined table that belongs to no row. */
export function unjoinedNote({ key, join, reason }: { key: string; join: string; reason: string }): Reject {
  const { reject } = rejected(key, undefined, { code: "PARENT_MISSING", field: join, reason }, "orphan");
  return { ...reject, join };
}
