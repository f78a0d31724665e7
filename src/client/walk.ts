import type { Infer } from "convex/values";
import { type MappedTable, refsOf } from "../mapping/table.ts";
import type { vWalkArgs, ListedDocument, WalkedPage } from "../shared/verification.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { type FollowedId, Followed, idsIn } from "./followedIds.ts";
import type { StoredDocument } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";
import { TenantRule } from "./tenantRule.ts";

type WalkArgs = Infer<typeof vWalkArgs>;

/**
 * One page of a table's documents in the order of their legacy ids, so that doubled ones are neighbours. Every id in
 * them is followed by `get`, once for each distinct one: never by an index.
 */
export async function walkPage(ctx: QueryCtx, { mapping }: Migration, args: WalkArgs): Promise<WalkedPage> {
  const table = tableOf(mapping, args.table);
  const { page, continueCursor, isDone } = await ctx.db
    .query(table.target)
    .withIndex(table.legacyId.index)
    .paginate({ cursor: args.cursor, numItems: args.documents });
  const documents = page as StoredDocument[];
  const carried = documents
    .map((document) => legacyIdOf(document, table))
    .filter((legacyId) => legacyId !== null);
  const ids = documents.flatMap((document) => idsIn(document, table));
  const followed = await Followed.of(ctx, ids);
  const rule = new TenantRule(mapping, table);
  return {
    documents: documents.length,
    withLegacyId: carried.length,
    doubled: doubledIn([args.lastLegacyId, ...carried]),
    broken: ids.filter((id) => followed.get(id) === null).map((id) => faulty(id, table)),
    violations: ids.filter((id) => rule.isBroken(id, followed.get(id))).map((id) => faulty(id, table)),
    unresolved: documents.reduce((sum, document) => sum + openRefsOf(document, table), 0),
    ...(args.listed ? { listed: documents.map((each) => listedOf(each, table)) } : {}),
    lastLegacyId: carried.at(-1) ?? args.lastLegacyId,
    continueCursor,
    isDone,
  };
}

function legacyIdOf(document: StoredDocument, { legacyId }: MappedTable): string | null {
  const value = document[legacyId.field];
  return typeof value === "string" ? value : null;
}

const listedOf = (document: StoredDocument, table: MappedTable): ListedDocument => ({
  documentId: document._id,
  legacyId: legacyIdOf(document, table),
  createdAtMs: document._creationTime,
});

const doubledIn = (sorted: (string | null)[]): string[] =>
  sorted.filter((legacyId, at): legacyId is string => legacyId !== null && sorted[at - 1] === legacyId);

const openRefsOf = (document: StoredDocument, table: MappedTable): number =>
  refsOf(table).filter(({ legacyField }) => legacyField !== undefined && document[legacyField] !== undefined)
    .length;

const faulty = ({ document, field }: FollowedId, table: MappedTable): WalkedPage["broken"][number] => ({
  documentId: document._id,
  key: legacyIdOf(document, table) ?? "",
  field,
});
