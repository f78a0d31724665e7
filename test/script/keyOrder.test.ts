import { expect, test } from "vitest";
import { inAnotherOrder } from "../../src/script/keyOrder.ts";
import type { KeyOrder } from "../../src/shared/run.ts";
import type { Catalogue } from "../../src/source/catalogue.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { definitionOf } from "../source/jsonlFolderOf.ts";
import { planTable } from "../source/planTable.ts";

/** A table `t` with a column of each of these types, called by its type. */
const catalogueOf = (types: string[]): Catalogue => {
  const definition = definitionOf("t", types);
  return {
    tables: [
      { ...definition, columns: definition.columns.map((column) => ({ ...column, type: column.name })) },
    ],
  };
};

test.each<[string[], boolean]>([
  [["smallint"], false],
  [["integer"], false],
  [["bigint"], false],
  [["uuid"], false],
  [["uuid", "bigint"], false],
  [["text"], true],
  [["character varying(20)"], true],
  [["numeric"], true],
  [["numeric(10,0)"], true],
  [["timestamp with time zone"], true],
  [["date"], true],
  [["boolean"], true],
  [["uuid", "text"], true],
])("a ledger in another order + a key of %j -> the table's order differs: %s", async (types, differs) => {
  const table = planTable("t", types, types);
  const source = { keyOrder: (): KeyOrder => "script", catalogue: async () => catalogueOf(types) };
  const found = await inAnotherOrder(source, [table], [{ table: table.target, keyOrder: "database" }]);
  expect(found).toEqual(differs ? [table] : []);
});

test("a ledger in another order + a column that the source tells no type of -> the order may differ", async () => {
  const table = planTable("t", ["id"], ["id"]);
  const source = { keyOrder: (): KeyOrder => "database", catalogue: async () => ({ tables: [] }) };
  expect(await inAnotherOrder(source, [table], [{ table: table.target, keyOrder: "script" }])).toEqual([
    table,
  ]);
});

test("a ledger in the source's own order, and a table that it lacks -> no type is asked for", async () => {
  const tables = ["t", "u"].map((name) => planTable(name, ["id"], ["id"]));
  const catalogue = (): never => {
    throw new Error("Nobody needs to know.");
  };
  const source = { keyOrder: (): KeyOrder => "database", catalogue };
  expect(await inAnotherOrder(source, tables, [{ table: "t", keyOrder: "database" }])).toEqual([]);
});

test("the sources -> a database has its own order, a folder is sorted here, and so are users of the auth admin API", () => {
  const sources = [
    supabaseSource({ url: "http://supabase.test", serviceRoleKey: "service" }),
    postgresSource({ url: "postgres://postgres@127.0.0.1/postgres" }),
    jsonlSource({ directory: "dump" }),
  ];
  const orders = (schema: string, table: string) =>
    sources.map((source) => source.keyOrder({ schema, table }));
  expect(orders("public", "words")).toEqual(["database", "database", "script"]);
  expect(orders("auth", "identities")).toEqual(["script", "database", "script"]);
  expect(orders("auth", "sessions")).toEqual(["database", "database", "script"]);
});
