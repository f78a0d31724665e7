import type { GenericId, Value } from "convex/values";
import { type AnyValidator, flatten } from "../mapping/shape.ts";
import { type MappedTable, refsOf } from "../mapping/table.ts";
import type { WalkedPage } from "../shared/verification.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";

type WalkArgs = { table: string; cursor: string | null; documents: number; lastLegacyId: string | null };
type FollowedId = { documentId: string; field: string; table: string; id: string };

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
  const legacyIds = documents.map((document) => document[table.legacyId.field]);
  const carried = legacyIds.filter((legacyId) => typeof legacyId === "string");
  const followed = documents.flatMap((document) => idsIn(document, table));
  return {
    documents: documents.length,
    withLegacyId: carried.length,
    doubled: doubledIn([args.lastLegacyId, ...carried]),
    broken: await brokenAmong(ctx, followed),
    unresolved: documents.reduce((sum, document) => sum + openRefsOf(document, table), 0),
    lastLegacyId: carried.at(-1) ?? args.lastLegacyId,
    continueCursor,
    isDone,
  };
}

const doubledIn = (sorted: (string | null)[]): string[] =>
  sorted.filter((legacyId, at): legacyId is string => legacyId !== null && sorted[at - 1] === legacyId);

const openRefsOf = (document: StoredDocument, table: MappedTable): number =>
  refsOf(table).filter(({ legacyField }) => legacyField !== undefined && document[legacyField] !== undefined)
    .length;

async function brokenAmong(ctx: QueryCtx, followed: FollowedId[]): Promise<WalkedPage["broken"]> {
  const distinct = new Map(followed.map((each) => [`${each.table} ${each.id}`, each]));
  const found = await Promise.all(
    [...distinct].map(async ([key, { table, id }]) => {
      return [key, (await getDocument(ctx.db, table, id)) !== null] as const;
    }),
  );
  const exists = new Map(found);
  return followed
    .filter(({ table, id }) => !exists.get(`${table} ${id}`))
    .map(({ documentId, field }) => ({ documentId, field }));
}

function idsIn(document: StoredDocument, { validators }: MappedTable): FollowedId[] {
  return Object.entries(validators).flatMap(([field, validator]) =>
    idsOfValue(document[field], validator, field).map((each) => ({
      ...each,
      documentId: document._id as GenericId<string>,
    })),
  );
}

function idsOfValue(
  value: Value | undefined,
  validator: AnyValidator,
  field: string,
): Omit<FollowedId, "documentId">[] {
  if (value === undefined || value === null) return [];
  return flatten(validator).flatMap((member) => {
    if (member.kind === "id" && typeof value === "string") {
      return [{ field, id: value, table: (member as unknown as { tableName: string }).tableName }];
    }
    if (member.kind === "array" && Array.isArray(value)) {
      const { element } = member as unknown as { element: AnyValidator };
      return value.flatMap((item, at) => idsOfValue(item, element, `${field}[${at}]`));
    }
    if (member.kind === "object" && typeof value === "object" && !Array.isArray(value)) {
      const { fields } = member as unknown as { fields: Record<string, AnyValidator> };
      const inner = value as Record<string, Value>;
      return Object.entries(fields).flatMap(([name, each]) =>
        idsOfValue(inner[name], each, `${field}.${name}`),
      );
    }
    return [];
  });
}
