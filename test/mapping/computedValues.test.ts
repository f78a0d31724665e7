import { v } from "convex/values";
import { expect, test } from "vitest";
import { computed } from "../../src/mapping/refs.ts";
import { text } from "../../src/mapping/scalarBuilders.ts";
import { itemsTable, mapped } from "./mappedTable.ts";

test.each<[string, unknown, string]>([
  ["a Date", new Date(0), "x"],
  ["a Map", new Map(), "x"],
  ["typed array", new Uint8Array(1), "x"],
  ["a promise", Promise.resolve(1), "x"],
  ["a function", () => 1, "x"],
  ["a symbol", Symbol("s"), "x"],
  ["a Date inside", { list: [1, new Date(0)] }, "x.list[1]"],
])(
  "computed() gives %s, which Convex has no form for -> this row alone is rejected, with the path",
  (_title, made, field) => {
    const table = itemsTable(
      { x: v.any() },
      { fields: { x: computed({ a: text() }, () => made as string) } },
    );
    expect(mapped(table, { id: "1", a: "A" })).toMatchObject({
      reject: { code: "WRONG_TYPE", field, reason: "expected a value that Convex stores, found another" },
    });
  },
);

test.each<[string, unknown]>([
  ["an object without prototype", Object.assign(Object.create(null), { a: 1 })],
  ["bytes", new ArrayBuffer(1)],
  ["nested lists", [[1n], { a: null }]],
])("computed() gives %s -> stored", (_title, made) => {
  const fields = { x: computed({ a: text() }, () => made as string) };
  expect(mapped(itemsTable({ x: v.any() }, { fields }), { id: "1", a: "A" })).toMatchObject({
    document: { x: made },
  });
});
