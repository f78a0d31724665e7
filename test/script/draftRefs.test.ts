import { expect, test } from "vitest";
import { draftMigration } from "../../src/script/draft/draft.ts";
import { passesOf } from "../../src/script/draft/migrationsText.ts";
import { SelectionError } from "../../src/script/draft/selection.ts";
import type { CatalogueTable } from "../../src/source/catalogue.ts";
import { catalogue, table, to } from "./draftCatalogue.ts";

/** Tables in load order with the refs that wait, and what has become of the others. */
function refsOf(...tables: CatalogueTable[]) {
  const draft = draftMigration(catalogue(...tables));
  return {
    order: draft.tables.map(({ target, waiting }) => [target, ...waiting].join(" ")),
    passes: passesOf(draft.tables),
    madeOptional: draft.madeOptional.map((each) => `${each.table}.${each.field}`),
    unlinked: draft.unlinked.map(({ from, columns, because }) => `${from}.${columns}: ${because}`),
  };
}
const NONE = { passes: [], madeOptional: [], unlinked: [] };

test("children before their parents in the catalogue -> parents first, no pass", () => {
  const orders = table("orders", { id: "uuid", user_id: "uuid" }, { foreignKeys: [to("user_id", "users")] });
  expect(refsOf(orders, table("users", { id: "uuid" }))).toEqual({ ...NONE, order: ["users", "orders"] });
});

test("a circle with one ref that may be NULL -> that one waits, the other stays required", () => {
  const threads = table(
    "threads",
    { id: "int", last_id: "int?" },
    { foreignKeys: [to("last_id", "messages")] },
  );
  const messages = table(
    "messages",
    { id: "int", thread_id: "int" },
    { foreignKeys: [to("thread_id", "threads")] },
  );
  expect(refsOf(messages, threads)).toEqual({
    ...NONE,
    order: ["threads lastId", "messages"],
    passes: ["resolveThreads"],
  });
});

test("a circle of required refs -> one of them becomes optional, and so does a required ref to the table itself", () => {
  const a = table("a", { id: "int", b_id: "int" }, { foreignKeys: [to("b_id", "b")] });
  const b = table(
    "b",
    { id: "int", a_id: "int", up: "int" },
    { foreignKeys: [to("a_id", "a"), to("up", "b")] },
  );
  expect(refsOf(a, b)).toEqual({
    ...NONE,
    order: ["a bId", "b up"],
    passes: ["resolveA", "resolveB"],
    madeOptional: ["a.bId", "b.up"],
  });
});

test("a foreign key to unique columns of a circle -> a plain value, because no pass can look it up", () => {
  const a = table("a", { id: "int", b_code: "text?" }, { foreignKeys: [to("b_code", "b", "code")] });
  const b = table(
    "b",
    { id: "int", code: "text", a_id: "int?" },
    { unique: [["code"]], foreignKeys: [to("a_id", "a")] },
  );
  expect(refsOf(a, b)).toEqual({
    ...NONE,
    order: ["a", "b"],
    unlinked: [
      "a.b_code: it does not refer to a primary key, and is part of a circle, for which a pass needs one",
    ],
  });
});

test("a foreign key to a table that is left out -> a plain value, said so", () => {
  const orders = table("orders", { id: "uuid", log_id: "int" }, { foreignKeys: [to("log_id", "logs")] });
  expect(refsOf(orders, table("logs", { id: "int" }, { kind: "view" }))).toEqual({
    ...NONE,
    order: ["orders"],
    unlinked: ["orders.log_id: public.logs is not migrated"],
  });
});

test("a table with unique columns that are never NULL and no primary key -> they are its key", () => {
  const slugs = table(
    "slugs",
    { slug: "text", no: "int", at: "int?" },
    { unique: [["at"], ["slug", "no"], ["slug"]] },
  );
  const [draft] = draftMigration(catalogue(slugs)).tables;
  expect(draft?.source.key).toEqual(["slug"]);
});

test("a name that the source lacks -> an error with the names that it has", () => {
  const source = catalogue(
    table("orders", { id: "uuid" }),
    table("notes", { id: "uuid" }, { schema: "crm" }),
  );
  const failing = (selection: object) => () => draftMigration(source, selection);
  expect(failing({ tables: ["order"] })).toThrow(
    new SelectionError("--table order: the source has no such table. It has: orders, crm.notes."),
  );
  expect(failing({ schemas: ["crn"] })).toThrow(
    new SelectionError("--schema crn: the source shows no tables there. It has: public, crm."),
  );
  expect(failing({ exclude: ["orders", "crm.notes"] })).toThrow(
    new SelectionError(
      "Nothing is left to migrate:\n- orders: it was not asked for\n- crm.notes: it was not asked for",
    ),
  );
});

test("a selection -> its tables, the users that they refer to, and the others by name as not migrated", () => {
  const source = catalogue(
    table("orders", { id: "uuid", user_id: "uuid" }, { foreignKeys: [to("user_id", "auth.users")] }),
    table("logs", { id: "uuid" }),
    table("identities", { id: "uuid" }, { schema: "auth" }),
    table("users", { id: "uuid" }, { schema: "auth" }),
  );
  const { tables, files } = draftMigration(source, { tables: ["orders"] });
  expect(tables.map(({ target }) => target)).toEqual(["users", "orders"]);
  expect(files.migrations).toContain('\n  notMigrated: ["logs", "auth.identities"],\n');
});
