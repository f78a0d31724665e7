import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { test } from "vitest";
import type { InstalledComponents } from "../../src/client/context.ts";
import { boolean, encrypted, ref, SupabaseMigration, text, when } from "../../src/client/index.ts";

declare const components: InstalledComponents;
const schema = defineSchema({
  teams: defineTable({ slug: v.string() }).index("by_slug", ["slug"]),
  users: defineTable({ email: v.string(), teamId: v.id("teams"), vip: v.optional(v.boolean()) }).index(
    "by_email",
    ["email"],
  ),
});

test("fields and indexes of match are those of the table", () => {
  new SupabaseMigration(components, {
    schema,
    tables: {
      users: {
        from: "auth.users",
        match: { field: "email", index: "by_email", ignoreCase: true, update: "missing" },
        skip: { "no member": when({ active: boolean() }, ({ active }) => active === false) },
        join: { settings: { table: "settings", on: ["id", "user_id"] } },
        where: { org: ["a", 1] },
        sync: { updatedAt: "updated_at", overlapSeconds: 60, conflict: "stop" },
      },
    },
    lookups: { teams: { from: "teams", index: "by_slug", fields: { slug: text("name") } } },
    notMigrated: ["logs"],
  });
  // @ts-expect-error the table has no such field
  users({ field: "mail", index: "by_email" });
  // @ts-expect-error the table has no such index
  users({ field: "email", index: "by_mail" });
  // @ts-expect-error no such policy
  users({ field: "email", index: "by_email", several: "first" });
});

const users = (match: NonNullable<Tables["users"]["match"]>) =>
  new SupabaseMigration(components, { schema, tables: { users: { from: "users", match } } });
type Options = ConstructorParameters<typeof SupabaseMigration<typeof schema, "users">>[1];
type Tables = Options["tables"];

test("a lookup names an index of its own table", () => {
  // @ts-expect-error the table has no such index
  looked({ teams: { from: "teams", index: "by_email" } });
  // @ts-expect-error no such table
  looked({ team: { from: "teams", index: "by_slug" } });
});

const looked = (lookups: NonNullable<Options["lookups"]>) =>
  new SupabaseMigration(components, { schema, tables: { users: { from: "users" } }, lookups });

test("a condition answers yes or no, and sees null for NULL", () => {
  // @ts-expect-error text is no answer
  when({ status: text() }, ({ status }) => status);
  // @ts-expect-error status may be null
  when({ status: text() }, ({ status }) => status.length > 0);
});

test("only what fills v.string() can be encrypted, and a ref keeps its table", () => {
  // @ts-expect-error a boolean is not text
  encrypted(boolean());
  // @ts-expect-error no such policy
  ref("teams", "team_id", { orphan: "drop" });
});

test("what sync goes by is one of its policies, and no part of a lookup", () => {
  synced({ updatedAt: "updated_at", conflict: "take" });
  // @ts-expect-error no such policy
  synced({ conflict: "ask" });
  // @ts-expect-error nothing of a lookup is brought up to date
  looked({ teams: { from: "teams", index: "by_slug", sync: {} } });
});

const synced = (sync: NonNullable<Tables["users"]["sync"]>) =>
  new SupabaseMigration(components, { schema, tables: { users: { from: "users", sync } } });

test("what is added up, and whose a document is, are fields of the table", () => {
  proved({ sum: ["email"], tenant: "email" });
  // @ts-expect-error no such field
  proved({ sum: ["mail"] });
  // @ts-expect-error no such field
  proved({ tenant: "orgId" });
});

const proved = (rules: Pick<Tables["users"], "sum" | "tenant">) =>
  new SupabaseMigration(components, { schema, tables: { users: { from: "users", ...rules } } });
