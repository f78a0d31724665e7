import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { boolean } from "../../src/mapping/builders.ts";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping, SyncMapping } from "../../src/mapping/declaration.ts";
import { ref } from "../../src/mapping/refs.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { MemoryWorld } from "./memoryWorld.ts";

export type Rows = Record<"authors" | "posts" | "tags", SourceRow[]>;

const schema = defineSchema({
  authors: defineTable({ legacyId: v.optional(v.string()), name: v.string() }).index("by_legacy_id", [
    "legacyId",
  ]),
  posts: defineTable({
    legacyId: v.optional(v.string()),
    authorId: v.id("authors"),
    title: v.string(),
  }).index("by_legacy_id", ["legacyId"]),
  tags: defineTable({
    legacyId: v.optional(v.string()),
    postId: v.optional(v.id("posts")),
    label: v.string(),
  }).index("by_legacy_id", ["legacyId"]),
});

const tables = (sync: SyncMapping): Record<string, AnyTableMapping> => ({
  authors: { from: "authors", ignore: ["at"], sync },
  posts: {
    from: "posts",
    ignore: ["at"],
    fields: { authorId: ref("authors", "author_id") },
    sync,
  },
  tags: {
    from: "tags",
    ignore: ["at", "hidden"],
    fields: { postId: ref("posts", "post_id", { orphan: "null" }) },
    skip: { hidden: when({ hidden: boolean() }, ({ hidden }) => hidden === true) },
    sync,
  },
});

/** Authors with posts, which have tags; a ref of a tag may stay empty. */
export const blogOf = (rows: Rows, updatedAt?: string, sync: SyncMapping = {}): MemoryWorld =>
  new MemoryWorld({
    ...{ schema, rows },
    declared: {
      tables: tables({ overlapSeconds: 0, ...(updatedAt === undefined ? {} : { updatedAt }), ...sync }),
    },
  });
