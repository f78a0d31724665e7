import { compareValues, type Value } from "convex/values";
import { namesSomebody, type Unmatched, unmatched } from "../mapping/match.ts";
import { type MappedMatch, textsOfMatch } from "../mapping/table.ts";
import { naturalKeyOf } from "../shared/naturalKey.ts";
import type { QueryCtx } from "./context.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import { equalTo } from "./parents.ts";
import type { Ready } from "../mapping/placeRefs.ts";
import type { Store } from "./store.ts";

/** Documents with one natural key that are looked at: more carry a legacy id only if the natural key is none. */
const CANDIDATES = 50;

export type Match = { kind: "found"; document: StoredDocument } | Unmatched;

/** The document that a row may adopt: one that has its natural key, and no legacy id yet. */
export async function findMatch(
  ctx: QueryCtx,
  store: Store,
  match: MappedMatch,
  ready: Ready,
): Promise<Match> {
  const { table } = store;
  const values = match.fields.map((field) => ready.document[field]);
  const free = namesSomebody(match, values) ? await findFree(ctx, store, match, values) : [];
  const [document, another] = free;
  if (document !== undefined && another === undefined) return { kind: "found", document };
  return unmatched(table, match, ready, document === undefined ? "none" : "several");
}

/** Documents with a natural key and without legacy id. */
async function findFree(
  ctx: QueryCtx,
  { table, matches }: Store,
  { fields, index, ignoreCase }: MappedMatch,
  values: readonly Value[],
): Promise<StoredDocument[]> {
  const free = new Map<string, StoredDocument>();
  const keep = (document: StoredDocument): void => {
    if (document[table.legacyId.field] === undefined) free.set(document._id, document);
  };
  for (const spelling of ignoreCase ? spellings(values) : [values]) {
    const documents = await ctx.db
      .query(table.target)
      .withIndex(index, (q) => equalTo(q, fields, spelling))
      .take(CANDIDATES);
    for (const document of documents as StoredDocument[]) keep(document);
  }
  const hint = naturalKeyOf(textsOfMatch(table).map(({ field }) => values[fields.indexOf(field)]));
  const others = ignoreCase && Object.hasOwn(matches, hint) ? (matches[hint] ?? []) : [];
  for (const text of others) {
    // Two are as ambiguous as thousands, and a hundred rows may each have those.
    if (free.size > 1) break;
    const document = await getDocument(ctx.db, table.target, text);
    // The script has them from an earlier look: what the document says now decides.
    if (document && fields.every((field, at) => isAlike(document[field], values[at]))) keep(document);
  }
  return [...free.values()];
}

const isAlike = (a: Value | undefined, b: Value | undefined): boolean =>
  typeof a === "string" && typeof b === "string"
    ? naturalKeyOf([a]) === naturalKeyOf([b])
    : compareValues(a, b) === 0;

/** As written, and in small letters: the commonest spellings are found though the script did not know the document. */
function spellings(values: readonly Value[]): (readonly Value[])[] {
  const small = values.map((value) => (typeof value === "string" ? value.trim().toLowerCase() : value));
  return small.every((value, at) => value === values[at]) ? [values] : [values, small];
}
