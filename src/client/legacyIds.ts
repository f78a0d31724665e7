import type { WalkedDocument } from "../shared/verification.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { getDocument } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";

/** Those of the ids that are documents of the table, with their legacy ids. */
export async function legacyIdsOf(
  ctx: QueryCtx,
  { mapping }: Migration,
  { table, ids }: { table: string; ids: string[] },
): Promise<WalkedDocument[]> {
  const { target, legacyId } = tableOf(mapping, table);
  const documents = await Promise.all(ids.map((id) => getDocument(ctx.db, target, id)));
  return documents
    .filter((document) => document !== null)
    .map(({ _id, [legacyId.field]: value }) => ({
      documentId: _id,
      legacyId: typeof value === "string" ? value : null,
    }));
}
