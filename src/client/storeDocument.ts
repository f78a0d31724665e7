import { compareValues, convexToJson, type Value } from "convex/values";
import { ambiguousDocument } from "../mapping/match.ts";
import { withKeptKeys } from "../mapping/nested.ts";
import { rejected } from "../mapping/rejected.ts";
import { loadedAtFieldsOf, type MappedField, type MappedTable, refsOf } from "../mapping/table.ts";
import type { BeforeImage } from "../shared/batch.ts";
import { fingerprintOf, withoutUnread } from "../shared/fingerprint.ts";
import { findMatch } from "./adopt.ts";
import type { MutationCtx, QueryCtx } from "./context.ts";
import { fingerprintOfStored } from "./fingerprints.ts";
import { isImported } from "./imported.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import type { Stored } from "../mapping/outcome.ts";
import type { Ready } from "../mapping/placeRefs.ts";
import type { Store } from "./store.ts";

type Change = {
  document: StoredDocument;
  changes: Readonly<Record<string, Value | undefined>>;
  adopts: boolean;
};

/** What is to be done about a row; `settled` where its fate needs no write. */
type Planned = { kind: "insert" } | ({ kind: "change" } & Change) | { kind: "settled"; stored: Stored };

/** Inserts a document, brings the one that carries its legacy id up to date, or adopts the one that matches. */
export async function storeDocument(ctx: MutationCtx, store: Store, ready: Ready): Promise<Stored> {
  const planned = await planDocument(ctx, store, ready);
  if (planned.kind === "settled") return planned.stored;
  return planned.kind === "insert" ? insert(ctx, store, ready) : change(ctx, store, ready, planned);
}

/** The same without doing it, which a query can ask for. */
export async function planDocument(ctx: QueryCtx, store: Store, ready: Ready): Promise<Planned> {
  const { table } = store;
  const [existing, another] = store.existingOf(ready.legacyId);
  if (another !== undefined) {
    return { kind: "settled", stored: ambiguousDocument(table, ready) };
  }
  if (existing !== undefined) {
    const update = store.adopted.has(existing._id) ? table.match?.update : "all";
    return planChange(ctx, store, existing, ready, { update: update ?? "all", adopts: false });
  }
  const lost = store.migrated.get(ready.legacyId);
  if (lost !== undefined) {
    const kept = store.guard.deleted(ready, lost);
    return kept === undefined ? { kind: "insert" } : { kind: "settled", stored: kept };
  }
  // Looked for in an empty table too: nobody matches there, and the app may add documents while the run goes on.
  if (table.match === undefined) return { kind: "insert" };
  const match = await findMatch(ctx, store, table.match, ready);
  if (match.kind === "stored") return { kind: "settled", stored: match.stored };
  return match.kind === "none"
    ? { kind: "insert" }
    : planChange(ctx, store, match.document, ready, { update: table.match.update, adopts: true });
}

async function insert(ctx: MutationCtx, { table, fields }: Store, ready: Ready): Promise<Stored> {
  try {
    const id = await ctx.db.insert(table.target, { ...ready.document, ...loadTimes(table) });
    return {
      kind: "inserted",
      id,
      fingerprint: fingerprintOf(withoutUnread(fields, ready.unread), ready.document, ready.waiting),
    };
  } catch {
    // Convex's message shows the document, so it is not passed on. A refused insert leaves the transaction usable.
    return rejected(ready.legacyId, ready.row, {
      code: "WRITE_REFUSED",
      reason: "expected a document that Convex stores, found one that it refused",
    });
  }
}

type How = { update: "all" | "missing" | "none"; adopts: boolean };

async function planChange(
  ctx: QueryCtx,
  store: Store,
  existing: StoredDocument,
  ready: Ready,
  { update, adopts }: How,
): Promise<Planned> {
  const kept = await keepResolvedRefs(ctx, store, existing, ready.document);
  const whole = withKeptKeys(store.table.fields, existing, kept, {
    unread: ready.unread,
    fillsOnly: update === "missing",
  });
  const document = { ...whole, ...loadTimes(store.table) };
  const fields = fieldsToUpdate(store.table, existing, update, ready.unread);
  const changes: Record<string, Value | undefined> = {};
  for (const field of fields) {
    if (compareValues(existing[field], document[field]) !== 0) changes[field] = document[field];
  }
  if (Object.keys(changes).length === 0) {
    const stored = await matched(ctx, store, existing, ready);
    const isOurs = store.imports && !adopts && isImported(store.table.target, ready.legacyId, existing._id);
    return { kind: "settled", stored: isOurs ? inserted(stored) : stored };
  }
  if (update === "all" && !adopts) {
    const guarded = await store.guard.verdict(ctx, existing, ready, changes);
    if (guarded !== undefined) return { kind: "settled", stored: guarded };
  }
  return { kind: "change", document: existing, changes, adopts };
}

/** The import has inserted it for this run. */
const inserted = ({ id, fingerprint }: Matched): Stored => ({ kind: "inserted", id, fingerprint });

async function change(
  ctx: MutationCtx,
  store: Store,
  ready: Ready,
  { document: existing, changes, adopts }: Change,
): Promise<Stored> {
  const { _id, _creationTime, ...before } = existing;
  try {
    await ctx.db.patch(store.table.target, _id, changes);
  } catch {
    // Fields that the mapping does not know may make the document larger than Convex takes.
    return rejected(ready.legacyId, ready.row, {
      code: "WRITE_REFUSED",
      reason: "expected a change that Convex stores, found one that it refused",
    });
  }
  const json = JSON.stringify(convexToJson(before));
  const after = { ...existing, ...changes } as StoredDocument;
  return matched(ctx, store, after, ready, { documentId: _id, json, adopted: adopts });
}

type Matched = Extract<Stored, { kind: "matched" }> & { fingerprint: Uint8Array };

const matched = async (
  ctx: QueryCtx,
  { migration, fields }: Store,
  document: StoredDocument,
  { unread }: Ready,
  before?: BeforeImage,
): Promise<Matched> => ({
  ...{ kind: "matched", id: document._id, before },
  fingerprint: await fingerprintOfStored(ctx, migration, withoutUnread(fields, unread), document),
});

/** Fields that the mapping does not know are kept, and those that the source does not. */
function fieldsToUpdate(
  table: MappedTable,
  existing: StoredDocument,
  update: How["update"],
  unread: ReadonlySet<string>,
): string[] {
  // A ref that is there must not be left to its pass either, which would overwrite it.
  const missing = table.fields.filter(
    ({ field, kind }) => existing[field] === undefined || kind === "nested",
  );
  const chosen = {
    // A time of loading that is there stays.
    all: table.fields.filter((each) => each.kind !== "loadedAt" || missing.includes(each)),
    missing,
    none: [],
  };
  const known = chosen[update].filter(({ field }) => !unread.has(field));
  return [table.legacyId.field, ...known.flatMap(fieldsFilledBy)];
}

/** A ref that an earlier run's pass resolved, and that still points at the right document, need not wait again. */
async function keepResolvedRefs(
  ctx: QueryCtx,
  { migration, table }: Store,
  existing: StoredDocument,
  document: Record<string, Value>,
): Promise<Record<string, Value>> {
  const kept = { ...document };
  for (const { field, legacyField, table: parentTable } of refsOf(table)) {
    const legacyId = legacyField === undefined ? undefined : document[legacyField];
    const value = existing[field];
    if (legacyField === undefined || legacyId === undefined || typeof value !== "string") continue;
    const parent = await getDocument(ctx.db, parentTable, value);
    if (parent?.[migration.mapping.legacyIdOf(parentTable).field] !== legacyId) continue;
    delete kept[legacyField];
    kept[field] = value;
  }
  return kept;
}

const loadTimes = (table: MappedTable): Record<string, number> =>
  Object.fromEntries(loadedAtFieldsOf(table).map((field) => [field, Date.now()]));

/** A ref that has to wait for its pass loses the id of the parent that it had before. */
const fieldsFilledBy = (field: MappedField): string[] =>
  field.kind === "ref" && field.legacyField !== undefined ? [field.field, field.legacyField] : [field.field];
