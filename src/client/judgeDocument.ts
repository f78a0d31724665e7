import { compareValues, type Value } from "convex/values";
import { type CoveredField, waitingFields, withoutUnread } from "../shared/fingerprint.ts";
import { PASS_START } from "../shared/legacyId.ts";
import type { ChangedDocument, LedgerDocument, LedgerPart } from "../shared/undo.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { isAsLeft, type Others } from "./fingerprints.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";

type Change = Pick<ChangedDocument, "field" | "reason">;
type Document = Readonly<Record<string, Value | undefined>>;

/**
 * What of a document is not as a batch left it; nothing where it is.
 *
 * @param batch Of a pass, `start` says so: it writes refs alone.
 * @param before The document as it was before the batch changed it; undefined where the batch inserted it.
 */
export async function changesSince(
  ctx: QueryCtx,
  migration: Migration,
  batch: Pick<LedgerPart, "covered" | "atMs"> & { runId: string; table: string; start: string },
  {
    document,
    fingerprint,
    before,
  }: Pick<LedgerDocument, "fingerprint"> & { document: StoredDocument; before: Document | undefined },
  others: Others,
): Promise<Change[]> {
  const { covered, ...place } = batch;
  if (covered === null) return [{ reason: "cannot be held against the mapping that it was migrated with" }];
  const known = withoutUnread(covered.fields, covered.unread);
  const fields = batch.start.startsWith(PASS_START) ? waitingFields(known) : known;
  const own = ownValues(document, fields, covered.beside);
  const then = ownValues(before ?? {}, fields, covered.beside);
  const differing = [...new Set([...own.keys(), ...then.keys()])].filter(
    (path) => compareValues(own.get(path), then.get(path)) !== 0,
  );
  const changes: Change[] = differing.map((field) => ({ field, reason: CHANGED }));
  const left = { ...place, fields, fingerprint };
  if (await isAsLeft(ctx, migration, left, document, others)) return changes;
  const lost = await lostParents(ctx, fields, document, others.former);
  return [...changes, ...(lost.length > 0 ? lost : [{ reason: CHANGED }])];
}

const CHANGED = "was changed in Convex since it was migrated";

/** What a batch does not write, by path: the app's own. */
function ownValues(
  document: Document,
  known: readonly CoveredField[],
  beside: readonly string[],
): Map<string, Value> {
  const whole = new Set([
    ...["_id", "_creationTime", ...beside],
    ...known.flatMap(({ field, waits, keys }) => (keys ? [] : [field, waits?.legacyField])),
  ]);
  const keysOf = new Map(known.flatMap(({ field, keys }) => (keys ? [[field, new Set(keys)]] : [])));
  const own = new Map<string, Value>();
  for (const [field, value] of Object.entries(document)) {
    if (value === undefined || whole.has(field)) continue;
    const keys = keysOf.get(field);
    if (keys === undefined) own.set(field, value);
    // Of anything but an object the fingerprint tells.
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (!keys.has(key) && inner !== undefined) own.set(`${field}.${key}`, inner);
      }
    }
  }
  return own;
}

const isObject = (value: Value): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer);

/** A ref that waited for its pass counts by its parent's legacy id, which is not to be known where the parent is gone. */
async function lostParents(
  ctx: QueryCtx,
  fields: readonly CoveredField[],
  document: StoredDocument,
  former: ReadonlyMap<string, string>,
): Promise<Change[]> {
  const lost: Change[] = [];
  for (const { field, waits } of fields) {
    const id = document[field];
    if (waits === undefined || typeof id !== "string" || former.has(id)) continue;
    if ((await getDocument(ctx.db, waits.table, id)) === null) {
      lost.push({ field, reason: `refers to a document of ${waits.table} that was deleted in Convex since` });
    }
  }
  return lost;
}
