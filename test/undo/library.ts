import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { ref } from "../../src/mapping/refs.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { MemoryWorld } from "../sync/memoryWorld.ts";
import { withoutIds } from "./withoutIds.ts";

export type Rows = Record<"authors" | "books" | "reviews", SourceRow[]>;

const legacyId = v.optional(v.string());
const schema = defineSchema({
  authors: defineTable({
    legacyId,
    name: v.string(),
    mentorId: v.optional(v.id("authors")),
    legacyMentorId: legacyId,
  }).index("by_legacy_id", ["legacyId"]),
  books: defineTable({ legacyId, title: v.string(), authorId: v.id("authors") }).index("by_legacy_id", [
    "legacyId",
  ]),
  reviews: defineTable({
    legacyId,
    text: v.string(),
    bookId: v.optional(v.id("books")),
    // The app's own, beside what is migrated.
    reader: v.optional(v.object({ favourites: v.array(v.id("books")) })),
  }).index("by_legacy_id", ["legacyId"]),
  // The app's own alone.
  shelves: defineTable({
    name: v.string(),
    newest: v.optional(v.id("books")),
    inside: v.object({ rows: v.array(v.object({ book: v.id("books"), by: v.optional(v.id("authors")) })) }),
    read: v.record(v.id("books"), v.number()),
    anything: v.optional(v.any()),
    link: v.optional(v.string()),
  }),
  counters: defineTable({ count: v.number() }),
});
export const LIBRARY_TABLES = Object.keys(schema.tables);

/** Authors, who may have a mentor, with books, which have reviews; what shelves hold the app says. */
export const libraryOf = (
  rows: Rows,
  { mentorMissing = "null" }: { mentorMissing?: "null" | "reject" } = {},
): MemoryWorld =>
  new MemoryWorld({
    ...{ schema, rows },
    declared: {
      tables: {
        authors: {
          from: "authors",
          fields: { mentorId: ref("authors", "mentor_id", { orphan: mentorMissing }) },
        },
        books: { from: "books", fields: { authorId: ref("authors", "author_id") } },
        reviews: {
          from: "reviews",
          fields: { bookId: ref("books", "book_id", { orphan: "null" }) },
          ignore: [],
        },
      },
    },
  });

export const author = (id: string, mentor_id: string | null = null): SourceRow => ({
  ...{ id, name: `Author ${id}`, mentor_id },
});
export const book = (id: string, author_id: string): SourceRow => ({ id, title: `Book ${id}`, author_id });
export const review = (id: string, book_id: string | null): SourceRow => ({
  ...{ id, text: `Review ${id}`, book_id },
});

export const canonical = async (
  { target }: Pick<MemoryWorld, "target">,
  tables: readonly string[] = LIBRARY_TABLES,
): Promise<Record<string, unknown[]>> => withoutIds(await target.everything(tables));

/** The documents' ids by table and legacy id. */
export async function idsOf({
  target,
}: Pick<MemoryWorld, "target">): Promise<Record<keyof Rows, Record<string, string>>> {
  const all = (await target.everything(["authors", "books", "reviews"])) as Record<
    string,
    Record<string, string>[]
  >;
  const ids = Object.entries(all).map(([table, documents]) => [
    table,
    Object.fromEntries(documents.map(({ _id, legacyId }) => [legacyId, _id])),
  ]);
  return Object.fromEntries(ids);
}
