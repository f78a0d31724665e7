import type { Value } from "convex/values";
import { type MappedMatch, textsOfMatch } from "../mapping/table.ts";
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
  page: { key: string; documentId: string }[];
  continueCursor: string;
  isDone: boolean;
};

/** A page of a table's documents that have no legacy id yet, by the natural key that a row may match. */
export async function naturalKeysPage(
  ctx: QueryCtx,
  { mapping }: Migration,
  args: { table: string; cursor: string | null },
): Promise<NaturalKeysPage> {
  const table = tableOf(mapping, args.table);
  const { field, index } = table.legacyId;
  const fields = textsOfMatch(table).map((text) => text.field);
  const { page, continueCursor, isDone } = await ctx.db
    .query(table.target)
    .withIndex(index, (q) => q.eq(field, ABSENT))
    .paginate({ cursor: args.cursor, numItems: DOCUMENTS_PER_PAGE, maximumBytesRead: BYTES_PER_PAGE });
  const ignoreCase = table.match?.ignoreCase ?? false;
  const keys = (page as StoredDocument[]).flatMap((document) => {
    const values = fields.map((name) => document[name]);
    return namesSomebody({ ignoreCase }, values)
      ? [{ key: naturalKeyOf(values), documentId: document._id }]
      : [];
  });
  return { page: keys, continueCursor, isDone };
}

/** NULL and empty text match nobody; nor does mere white space where white space does not count. */
export const namesSomebody = (
  { ignoreCase }: Pick<MappedMatch, "ignoreCase">,
  values: readonly (Value | undefined)[],
): values is Value[] =>
  values.every((value) => isKey(ignoreCase && typeof value === "string" ? value.trim() : value));

const isKey = (value: Value | undefined): value is Value =>
  value !== undefined && value !== null && value !== "";
