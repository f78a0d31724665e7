import { getDocumentSize, v } from "convex/values";
import { describe, expect, test } from "vitest";
import { integer, json, text, timestamp } from "../../src/mapping/builders.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import { computed } from "../../src/mapping/refs.ts";
import { itemsTable, mapped } from "./mappedTable.ts";
import type { SomeValidator } from "./outcome.ts";

const reject = (field: string, code: string, reason: string, row: object) => ({
  reject: { kind: "reject", key: "k1", field, code, reason, row: JSON.stringify(row) },
});

test.each<[string, SomeValidator, Parameters<typeof itemsTable>[1], object, [string, string, string]]>([
  [
    "NULL in a required field",
    v.string(),
    {},
    { x: null },
    ["x", "VALUE_MISSING", "expected a value, found NULL"],
  ],
  [
    "a missing column of a required field",
    v.string(),
    {},
    {},
    ["x", "VALUE_MISSING", "expected a value, found NULL"],
  ],
  [
    "NULL in a required ref",
    v.id("users"),
    {},
    { x: null },
    ["x", "VALUE_MISSING", "expected a value, found NULL"],
  ],
  [
    "infinity by policy in a required field",
    v.number(),
    { fields: { x: timestamp("x", { infinity: "absent" }) } },
    { x: "infinity" },
    ["x", "VALUE_MISSING", "expected a value, found NULL"],
  ],
  [
    "infinity",
    v.number(),
    { fields: { x: timestamp() } },
    { x: "infinity" },
    ["x", "INFINITE_TIME", "expected a point in time, found infinity"],
  ],
  [
    "text in a number",
    v.number(),
    {},
    { x: "twelve" },
    ["x", "BAD_NUMBER", "expected a number, found text of 6 characters"],
  ],
  [
    "an element of an array",
    v.array(v.number()),
    {},
    { x: ["1", "b"] },
    ["x[1]", "BAD_NUMBER", "expected a number, found text of 1 characters"],
  ],
  [
    "a value outside the literals",
    v.union(v.literal("a"), v.literal("b")),
    {},
    { x: "c" },
    ["x", "WRONG_TYPE", 'expected "a", found text of 1 characters'],
  ],
  [
    "a key that Convex refuses",
    v.any(),
    { fields: { x: json() } },
    { x: '{"meta": [0, {"$id": 1}]}' },
    ["x.meta[1].$id", "BAD_KEY", "a key may not start with $"],
  ],
  [
    "an unpaired surrogate",
    v.string(),
    {},
    { x: "a\ud800" },
    ["x", "BAD_TEXT", "expected Unicode text, found an unpaired surrogate"],
  ],
  [
    "undefined from computed for a required field",
    v.string(),
    { fields: { x: computed({ a: text() }, () => undefined) } },
    {},
    ["x", "VALUE_MISSING", "expected a value, found nothing"],
  ],
  [
    "a wrong type from computed",
    v.string(),
    { fields: { x: computed({ a: text() }, () => 5) } },
    {},
    ["x", "WRONG_TYPE", "expected v.string(), found a number"],
  ],
  [
    "an exception in computed",
    v.string(),
    { fields: { x: computed({ a: text() }, ({ a }) => JSON.parse(a ?? "")) } },
    { a: "{secret" },
    ["x", "COMPUTED_THREW", "expected a value of computed(), found SyntaxError"],
  ],
  [
    "something thrown in computed",
    v.string(),
    {
      fields: {
        x: computed({ a: text() }, ({ a }): string => {
          throw a;
        }),
      },
    },
    { a: "secret" },
    ["x", "COMPUTED_THREW", "expected a value of computed(), found an exception"],
  ],
  [
    "a misfit among computed's columns",
    v.string(),
    { fields: { x: computed({ a: integer() }, () => "x") } },
    { a: "secret" },
    ["x", "BAD_INTEGER", "expected a whole number, found text of 6 characters"],
  ],
])("%s -> reject", (_title, validator, mapping, values, [field, code, reason]) => {
  const row = { id: "k1", ...values };
  expect(mapped(itemsTable({ x: validator }, mapping), row)).toEqual(reject(field, code, reason, row));
});

describe("the key", () => {
  test.each([
    ["NULL", ["id"], { id: null }, "id"],
    ["missing", ["id"], {}, "id"],
    ["half NULL", ["org", "slug"], { org: "a", slug: null }, "org, slug"],
  ])("%s -> reject without a key", (_title, key, row, columns) => {
    expect(mapped(itemsTable({}, { key }), row)).toEqual({
      reject: {
        kind: "reject",
        key: "",
        field: columns,
        code: "KEY_MISSING",
        reason: `expected a value in the key (${columns}), found NULL`,
        row: JSON.stringify(row),
      },
    });
  });
});

describe("a document over 1 MiB", () => {
  const mib = 1024 * 1024;
  const table = itemsTable({ small: v.string(), large: v.string(), ownerId: v.optional(v.id("users")) });

  test("the largest field is named, and the row is cut", () => {
    const row = { id: "k1", small: "b".repeat(1000), large: "é".repeat(mib / 2), owner_id: null };
    const result = mapRow(table, JSON.stringify(row));
    expect(result).toEqual({
      joined: [],
      kind: "reject",
      reject: {
        kind: "reject",
        key: "k1",
        field: "large",
        code: "TOO_LARGE",
        reason: "the document is larger than 1 MiB (1,048,576 bytes), the most Convex stores",
        row: JSON.stringify(row).slice(0, 4096),
      },
    });
  });

  test("the ids of refs count, by the byte", () => {
    const id = "j575a3m403h9pgemmwb48sjn8g000p41";
    const outcomes = Array.from({ length: 120 }, (_, at) => {
      const large = "a".repeat(mib - 250 + at);
      const stored = getDocumentSize({ legacyId: "k1", small: "", large, ownerId: id });
      const { kind } = mapRow(table, JSON.stringify({ id: "k1", small: "", large, owner_id: "u1" }));
      return { bytesOver: Math.max(0, stored - mib), kind };
    });
    const kinds = outcomes.map(({ bytesOver }) => (bytesOver > 0 ? "reject" : "document"));
    expect(new Set(kinds).size).toBe(2);
    expect(outcomes.map(({ kind }) => kind)).toEqual(kinds);
  });

  test("json of one text of 8 MiB -> the same reject, not an exception", () => {
    const result = mapRow(
      itemsTable({ large: v.any() }),
      JSON.stringify({ id: "k1", large: `"${"a".repeat(8 * mib)}"` }),
    );
    expect(result).toMatchObject({
      kind: "reject",
      reject: { key: "k1", field: "large", code: "TOO_LARGE" },
    });
  });

  test("a cut inside a surrogate pair leaves text that Convex takes", () => {
    const result = mapRow(table, JSON.stringify({ id: "k1", small: null, large: "😀".repeat(3000) }));
    const shifted = mapRow(table, JSON.stringify({ id: "k11", small: null, large: "😀".repeat(3000) }));
    const wellFormed = [result, shifted].map(
      (each) => each.kind === "reject" && each.reject.row?.isWellFormed(),
    );
    expect(wellFormed).toEqual([true, true]);
  });
});

describe("a reject is itself something that Convex takes", () => {
  test.each([
    ["an unpaired surrogate in the key", { id: "a\ud800", x: null }],
    ["an unpaired surrogate in a key of json", { id: "k1", x: '{"a\\ud800": 1}' }],
    ["an unpaired surrogate in the row", { id: "k1", x: '{"a": "\ud800"}' }],
  ])("%s", (_title, row) => {
    const result = mapRow(itemsTable({ x: v.any() }), JSON.stringify(row));
    const texts = result.kind === "reject" ? Object.values(result.reject).map(String) : ["not a reject"];
    expect(texts).toContain("reject");
    expect(texts.map((text) => [text, text.isWellFormed()])).toEqual(texts.map((text) => [text, true]));
  });
});
