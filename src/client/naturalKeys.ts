import { convexToJson, type Value } from "convex/values";
import { namesSomebody } from "../mapping/match.ts";
import { textsOfMatch } from "../mapping/table.ts";
import { naturalKeyOf } from "../shared/naturalKey.ts";
import type { Migration, QueryCtx } from "./context.ts";
import type { StoredDocument } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";

/** Documents in one page, and about how many bytes of them: one query may read 16 MiB. */
const DOCUMENTS_PER_PAGE = 500;
const BYTES_PER_PAGE = 8 * 1024 * 1024;

/** What the index has for a document without the field. */
const ABSENT = undefined as unknown as Value;

export type NaturalKeysPage = {
  page: { key: string; documentId: string; legacyId?: string }[];
  continueCursor: string;
  isDone: boolean;
};

/**
 * A page of a table's documents that have no legacy id yet, by the natural key that a row may match. With `fields` a page
 * of all of its documents, by the values of these: JSON text of an array, with null for a field that is absent and else
 * an array of the value.
 */
export async function naturalKeysPage(
  ctx: QueryCtx,
  { mapping }: Migration,
  args: { table: string; cursor: string | null; fields?: string[] },
): Promise<NaturalKeysPage> {
  const options = { cursor: args.cursor, numItems: DOCUMENTS_PER_PAGE, maximumBytesRead: BYTES_PER_PAGE };
  if (args.fields !== undefined) {
    // Any table of the schema: refs may find documents of one that the mapping does not fill.
    const { page, continueCursor, isDone } = await ctx.db.query(args.table).paginate(options);
    const names = args.fields;
    const { field } = mapping.legacyIdOf(args.table);
    return {
      page: (page as StoredDocument[]).map((each) => withValues(each, names, field)),
      continueCursor,
      isDone,
    };
  }
  const table = tableOf(mapping, args.table);
  const { field, index } = table.legacyId;
  const fields = textsOfMatch(table).map((text) => text.field);
  const { page, continueCursor, isDone } = await ctx.db
    .query(table.target)
    .withIndex(index, (q) => q.eq(field, ABSENT))
    .paginate(options);
  const ignoreCase = table.match?.ignoreCase ?? false;
  const keys = (page as StoredDocument[]).flatMap((document) => {
    const values = fields.map((name) => document[name]);
    return namesSomebody({ ignoreCase }, values)
      ? [{ key: naturalKeyOf(values), documentId: document._id }]
      : [];
  });
  return { page: keys, continueCursor, isDone };
}

function withValues(
  document: StoredDocument,
  fields: readonly string[],
  legacyIdField: string,
): NaturalKeysPage["page"][number] {
  const values = fields.map((field) => document[field]);
  const legacyId = document[legacyIdField];
  return {
    key: JSON.stringify(values.map((value) => (value === undefined ? null : [convexToJson(value)]))),
    documentId: document._id,
    ...(typeof legacyId === "string" ? { legacyId } : {}),
  };
}
