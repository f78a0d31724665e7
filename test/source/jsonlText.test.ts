import { expect, test } from "vitest";
import type { SourceTable } from "../../src/source/source.ts";
import { definitionOf, listed, manifestOf, rowsIn, sourceOf, tableOf } from "./jsonlFolderOf.ts";

/** A folder with one table of one column of this type, and one row. */
function folderWith(type: string, value: string, where: SourceTable["where"] = []) {
  const content = `${JSON.stringify({ id: value })}\n`;
  const definition = definitionOf("t", ["id"]);
  const typed = { ...definition, columns: definition.columns.map((column) => ({ ...column, type })) };
  const source = sourceOf({ "t.jsonl": content, ...manifestOf([listed("t.jsonl", content, typed)]) });
  return { source, table: tableOf("t", ["id"], ["id"], { where }) };
}

test.each([
  ["timestamp with time zone", "2024-01-31T12:00:00.5+00:00", "2024-01-31 12:00:00.5+00"],
  ["timestamp(3) with time zone", "2024-01-31T12:00:00+05:30", "2024-01-31 12:00:00+05:30"],
  ["timestamp with time zone", "0044-03-15T00:00:00-11:00 BC", "0044-03-15 00:00:00-11 BC"],
  ["timestamp with time zone", "1880-01-01T00:00:00+00:19:32", "1880-01-01 00:00:00+00:19:32"],
  ["timestamp with time zone", "infinity", "infinity"],
  ["timestamp without time zone", "20000-01-01T00:00:00", "20000-01-01 00:00:00"],
  ["character(4)", "ab  ", "ab"],
  ["bpchar", "a b ", "a b"],
  ["inet", "10.0.0.1", "10.0.0.1/32"],
  ["inet", "::1", "::1/128"],
  ["inet", "10.0.0.0/8", "10.0.0.0/8"],
  ["text", "2024-01-31T12:00:00+00:00  ", "2024-01-31T12:00:00+00:00  "],
])("a key of %s that is %j in JSON -> %j, as Postgres's cast has it", async (type, json, text) => {
  const { source, table } = folderWith(type, json);
  expect([
    await rowsIn(source.readRows(table, { after: null })),
    await rowsIn(source.readMatching(table, ["id"], [[text]])),
  ]).toEqual([[{ id: text }], [{ id: text }]]);
});

test("a filter on padded text + either spelling -> the row", async () => {
  const rows = ["ab", "ab  "].map(async (value) => {
    const { source, table } = folderWith("character(4)", "ab  ", [{ column: "id", in: [value] }]);
    return rowsIn(source.readRows(table, { after: null }));
  });
  expect(await Promise.all(rows)).toEqual([[{ id: "ab" }], [{ id: "ab" }]]);
});
