import {
  type DataModelFromSchemaDefinition,
  defineSchema,
  defineTable,
  type GenericMutationCtx,
  type GenericQueryCtx,
} from "convex/server";
import { type GenericId, v } from "convex/values";
import { expectTypeOf, test } from "vitest";
import type { InstalledComponents } from "../../src/client/context.ts";
import { SupabaseMigration } from "../../src/client/index.ts";

declare const components: InstalledComponents;
const schema = defineSchema({
  teams: defineTable({ slug: v.string() }).index("by_slug", ["slug"]),
  users: defineTable({ legacyId: v.optional(v.string()) }).index("by_legacy_id", ["legacyId"]),
  posts: defineTable({ legacyId: v.optional(v.string()) }).index("by_legacy_id", ["legacyId"]),
});
type DataModel = DataModelFromSchemaDefinition<typeof schema>;
declare const queryCtx: GenericQueryCtx<DataModel>;
declare const mutationCtx: GenericMutationCtx<DataModel>;

const migration = new SupabaseMigration(components, {
  schema,
  tables: { users: { from: "users" }, posts: { from: "posts" } },
  lookups: { teams: { from: "teams", index: "by_slug" } },
});
const { idOf } = migration;

test("the answer is an id of the named table, or null", () => {
  expectTypeOf(idOf(queryCtx, "users", "1")).resolves.toEqualTypeOf<GenericId<"users"> | null>();
  expectTypeOf(migration.idOf(mutationCtx, "posts", 1n)).resolves.toEqualTypeOf<GenericId<"posts"> | null>();
});

test("keys are text, numbers, bigints, or several of them", () => {
  expectTypeOf(idOf).toBeCallableWith(queryCtx, "users", 1);
  expectTypeOf(idOf).toBeCallableWith(queryCtx, "users", ["acme", 2, 3n] as const);
  // @ts-expect-error no key is missing
  idOf(queryCtx, "users", undefined);
  // @ts-expect-error no key is an object
  idOf(queryCtx, "users", { id: 1 });
});

test("tables are those that the mapping fills", () => {
  // @ts-expect-error nothing is migrated into it: its documents have no legacy ids
  idOf(queryCtx, "teams", "1");
  // @ts-expect-error the schema has no such table
  idOf(queryCtx, "people", "1");
});
