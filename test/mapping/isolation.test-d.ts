import { test } from "vitest";
import { components } from "../../convex/_generated/api";
import { type IsolationMapping, SupabaseMigration } from "../../src/client/index.ts";
import { schema } from "./contactsMigration.ts";

/** A migration of users and contacts, of which `lookups` has the workspaces. */
const isolated = (...isolation: IsolationMapping<"users" | "contacts">[]) =>
  new SupabaseMigration(components, {
    ...{ schema, isolation },
    tables: { users: { from: "users" }, contacts: { from: "contacts" } },
  });
const as = { subject: "a" };
const owns = { table: "contacts", where: { user_id: "a" } } as const;

test("queries, their arguments, users and what they own", () => {
  isolated(
    { query: "contacts:list", as, owns },
    {
      query: "folder/contacts:list",
      args: { count: 1n, ids: ["a"], paginationOpts: { numItems: 5, cursor: null } },
      as: { subject: "a", issuer: "i", tokenIdentifier: "i|a", email: "a@b.c", name: "A", roles: ["x"] },
      owns: { table: "users", where: { id: ["a", 1, 2n, true] } },
    },
  );
});

test("only tables that are filled can be owned", () => {
  const tables = { users: { from: "users" } } as const;
  new SupabaseMigration(components, {
    ...{ schema, tables },
    isolation: [{ query: "users:me", as, owns: { table: "users", where: { id: "a" } } }],
  });
  new SupabaseMigration(components, {
    ...{ schema, tables },
    // @ts-expect-error contacts is a table of the schema, and not of the mapping
    isolation: [{ query: "contacts:list", as, owns: { table: "contacts", where: { id: "a" } } }],
  });
});

test("what nobody could ask does not compile", () => {
  // @ts-expect-error a function is named by its module too
  isolated({ query: "list", as, owns });
  // @ts-expect-error nobody is asked for
  isolated({ query: "contacts:list", as: { email: "a@b.c" }, owns });
  // @ts-expect-error a subject is text
  isolated({ query: "contacts:list", as: { subject: 1 }, owns });
  // @ts-expect-error Convex takes no function
  isolated({ query: "contacts:list", args: { at: () => 1 }, as, owns });
  // @ts-expect-error a filter compares with single values
  isolated({ query: "contacts:list", as, owns: { table: "contacts", where: { id: { eq: 1 } } } });
});
