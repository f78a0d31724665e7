import { jsonToConvex, type JSONValue, type Value } from "convex/values";
import type { BatchCheck, ChangedDocument, CheckArgs, Fate, LedgerDocument } from "../shared/undo.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { formerParents } from "./formerParents.ts";
import { changesSince } from "./judgeDocument.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import { Renames } from "./renames.ts";

export type Judged = {
  entry: LedgerDocument;
  fate: Fate;
  /** What the table has of it now. */
  stored: StoredDocument | null;
  before: Record<string, Value> | undefined;
  changed: ChangedDocument[];
};

export type JudgedPart = { judged: Judged[]; waitedFor: boolean };

type PartArgs = Omit<CheckArgs, "newer">;

/** What becomes of a part of a batch, without doing it. */
export async function checkPart(
  ctx: QueryCtx,
  migration: Migration,
  { newer, ...args }: CheckArgs,
): Promise<BatchCheck> {
  const part = await judgePart(ctx, migration, args, new Map(Object.entries(JSON.parse(newer))));
  if (part === null) return { documents: [], changed: [] };
  return {
    documents: part.judged.map(({ entry: { documentId, inserted }, fate, before }) => ({
      ...{ documentId, fate, inserted },
      ...(fate === "reinserted" ? { key: keyIn(migration, args.table, before, documentId) } : {}),
    })),
    changed: part.judged.flatMap(({ changed }) => changed),
  };
}

/**
 * @param newer Starts of batches that have changed a document after this one, by document id: it is judged as it was
 * before them. None, once they are taken back.
 * @returns null where the ledger does not have the batch.
 */
export async function judgePart(
  ctx: QueryCtx,
  migration: Migration,
  args: PartArgs,
  newer: ReadonlyMap<string, string>,
): Promise<JudgedPart | null> {
  const { undoing } = migration.components.supabaseToConvex;
  const { runId, table, start, from, to } = args;
  const part = await ctx.runQuery(undoing.documents, { runId, table, start, from, to });
  if (part === null) return null;
  const found = await Promise.all(
    part.documents.map(({ documentId }) => getDocument(ctx.db, table, documentId)),
  );
  const stored = new Map(part.documents.map(({ documentId }, at) => [documentId, found[at] ?? null]));
  const images = await earlierImages(ctx, migration, args, stored, newer);
  const befores = part.documents.map(({ before }) => (before === undefined ? undefined : parsed(before)));
  const renames = await Renames.among(ctx, migration, part.renamed, [
    ...stored.values(),
    ...images.values(),
    ...befores,
  ]);
  const earlier = new Map([...images].map(([documentId, image]) => [documentId, renames.now(image)]));
  const former = await formerParents(ctx, migration, runId, part.covered, [
    ...stored.values(),
    ...earlier.values(),
  ]);
  const judged: Judged[] = [];
  for (const [at, entry] of part.documents.entries()) {
    const now = stored.get(entry.documentId) ?? null;
    const image = befores[at];
    const before = image && renames.now(image);
    const fate = fateOf(entry, now);
    const isToBeJudged = now !== null && (fate === "deleted" || fate === "restored");
    const document = isToBeJudged ? (earlier.get(entry.documentId) ?? now) : null;
    const { fingerprint } = entry;
    const changes =
      document === null
        ? []
        : await changesSince(
            ctx,
            migration,
            { covered: part.covered, runId, table, start, atMs: part.atMs },
            { document, fingerprint, before },
            { former, renames },
          );
    const key = keyIn(migration, table, now ?? undefined, entry.documentId);
    const changed = changes.map((change) => ({ table, documentId: entry.documentId, key, ...change }));
    judged.push({ entry, fate, stored: now, before, changed });
  }
  return { judged, waitedFor: part.waitedFor };
}

function fateOf({ deleted, inserted, before }: LedgerDocument, stored: StoredDocument | null): Fate {
  if (deleted) return "reinserted";
  if (stored === null) return "gone";
  if (inserted) return "deleted";
  return before === undefined ? "left" : "restored";
}

/** Documents that newer batches have changed, as they were before. */
async function earlierImages(
  ctx: QueryCtx,
  { components }: Migration,
  { runId, table }: PartArgs,
  stored: ReadonlyMap<string, StoredDocument | null>,
  newer: ReadonlyMap<string, string>,
): Promise<Map<string, StoredDocument>> {
  const wanted = [...stored].flatMap(([documentId, document]) => {
    const start = newer.get(documentId);
    return start === undefined || document === null ? [] : [{ documentId, start }];
  });
  if (wanted.length === 0) return new Map();
  const images = await ctx.runQuery(components.supabaseToConvex.undoing.images, { runId, table, wanted });
  return new Map(
    wanted.flatMap(({ documentId }, at) => {
      const [image, document] = [images[at] ?? null, stored.get(documentId)];
      if (image === null || !document) return [];
      const { _id, _creationTime } = document;
      return [[documentId, { ...parsed(image), _id, _creationTime } as StoredDocument]];
    }),
  );
}

const parsed = (json: string): Record<string, Value> =>
  jsonToConvex(JSON.parse(json) as JSONValue) as Record<string, Value>;

function keyIn(
  { mapping }: Migration,
  table: string,
  document: Readonly<Record<string, Value | undefined>> | undefined,
  documentId: string,
): string {
  const legacyId = document?.[mapping.legacyIdOf(table).field];
  return typeof legacyId === "string" ? legacyId : documentId;
}
