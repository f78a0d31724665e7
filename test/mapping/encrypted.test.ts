import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { array, composite, decimal, json, object, range, text, uuid } from "../../src/mapping/builders.ts";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { computed } from "../../src/mapping/refs.ts";
import { seal, sealingKeyOf, UNSEALABLE } from "../../src/shared/envelope.ts";
import { itemsTable, mapped } from "./mappedTable.ts";

const items = itemsTable(
  { token: v.optional(v.string()) },
  { fields: { token: encrypted(text("access_token")) } },
);
const envelope = async (plain: string): Promise<string> =>
  seal(await sealingKeyOf(new Uint8Array(32)), { table: "items", field: "token", legacyId: "1" }, plain);
const rejection = (row: object): { code: string; field?: string; reason: string } | undefined =>
  (mapped(items, row) as { reject?: { code: string; field?: string; reason: string } }).reject;

describe("what a row holds in an encrypted column", () => {
  test("an envelope -> kept as it is", async () => {
    const access_token = await envelope("secret");
    expect(mapped(items, { id: "1", access_token })).toMatchObject({
      document: { legacyId: "1", token: access_token },
    });
  });

  test("NULL -> absent", () => {
    expect(mapped(items, { id: "1", access_token: null })).toMatchObject({ document: { legacyId: "1" } });
  });

  test("any plain text -> NOT_ENCRYPTED, which does not say what it was", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (access_token) => {
        expect(rejection({ id: "1", access_token })).toMatchObject({
          ...{ code: "NOT_ENCRYPTED", field: "token" },
          reason: `expected a value that the script has encrypted, found text of ${access_token.length} characters`,
        });
      }),
    );
  });

  test("plain text in a row that is rejected for whatever reason -> the row is kept without it", () => {
    const other = itemsTable(
      { n: v.number(), token: v.string() },
      { fields: { token: encrypted(text("access_token")) } },
    );
    const row = { id: "1", n: "x", access_token: "secret" };
    expect(mapped(other, row)).toMatchObject({
      reject: { code: "BAD_NUMBER", row: '{"id":"1","n":"x","access_token":"[not encrypted]"}' },
    });
  });

  test.each([7, true, { a: 1 }])("%o -> NOT_ENCRYPTED", (access_token) => {
    expect(rejection({ id: "1", access_token })?.code).toBe("NOT_ENCRYPTED");
  });

  test("the script's mark for what cannot be encrypted as it is -> NOT_ENCRYPTABLE", () => {
    expect(rejection({ id: "1", access_token: UNSEALABLE })?.code).toBe("NOT_ENCRYPTABLE");
  });
});

const problemsOf = (mapping: Partial<AnyTableMapping>): string[] =>
  createMapping(
    defineSchema({
      items: defineTable({
        legacyId: v.optional(v.string()),
        token: v.optional(v.string()),
        other: v.optional(v.any()),
      }).index("by_legacy_id", ["legacyId"]),
    }),
    { items: { from: "items", ...mapping } },
  ).problems.map(({ message }) => message);

describe("what is declared", () => {
  test("columns of several types -> read as they are without encryption, and encrypted for their fields", () => {
    const { tables } = planOf(
      createMapping(
        defineSchema({
          items: defineTable({
            legacyId: v.optional(v.string()),
            ...{ a: v.string(), b: v.string(), c: v.optional(v.string()) },
          }).index("by_legacy_id", ["legacyId"]),
        }),
        {
          items: {
            from: "items",
            fields: { a: encrypted(uuid("x")), b: encrypted(decimal()), c: encrypted(json().optional()) },
          },
        },
      ),
    );
    expect({ columns: tables[0]?.columns, encrypted: tables[0]?.encrypted }).toEqual({
      columns: [
        { name: "id", cast: "text", optional: false, readAs: ["key"], requiredBy: [], literals: null },
        {
          name: "x",
          cast: uuid().spec.cast,
          optional: false,
          readAs: ["encrypted(uuid)"],
          requiredBy: ["a"],
          literals: null,
        },
        {
          name: "b",
          cast: decimal().spec.cast,
          optional: false,
          readAs: ["encrypted(decimal)"],
          requiredBy: ["b"],
          literals: null,
        },
        {
          name: "c",
          cast: json().spec.cast,
          optional: true,
          readAs: ["encrypted(json)"],
          requiredBy: [],
          literals: null,
        },
      ],
      encrypted: [
        { column: "x", field: "a" },
        { column: "b", field: "b" },
        { column: "c", field: "c" },
      ],
    });
  });

  const UNSEEN =
    "items: token: encrypted() does not see the text, so .trim() and .default() cannot hold. Leave them out.";
  const NESTED = "items: other: encrypted() takes a whole column, and cannot be part of another converter.";
  const token = encrypted(text());
  test.each([
    ["a field that takes no text", { fields: { other: encrypted(text()) } }, []],
    [".trim() inside", { fields: { token: encrypted(text().trim()) } }, [UNSEEN]],
    [".trim() outside", { fields: { token: token.trim() } }, [UNSEEN]],
    [".default() inside", { fields: { token: encrypted(text().default("x")) } }, [UNSEEN]],
    [".default() outside", { fields: { token: token.default("x") } }, [UNSEEN]],
    ["part of an array", { fields: { token, other: array(encrypted(text()), "tokens") } }, [NESTED]],
    ["part of an object", { fields: { token, other: object({ key: encrypted(text()) }, "keys") } }, [NESTED]],
    ["part of a composite", { fields: { token, other: composite({ key: encrypted(text()) }) } }, [NESTED]],
    ["part of a range", { fields: { token, other: range(encrypted(text())) } }, [NESTED]],
    [
      "part of an array's objects",
      { fields: { token, other: array(object({ key: encrypted(text()) })) } },
      [NESTED],
    ],
    [
      "part of what computed() reads",
      {
        fields: {
          token,
          other: computed({ keys: object({ key: encrypted(text()) }) }, ({ keys }) => keys === null),
        },
      },
      [NESTED],
    ],
    [
      "part of what a condition asks",
      { fields: { token }, skip: { empty: when({ keys: array(encrypted(text())) }, () => true) } },
      ["items: skip: encrypted() takes a whole column, and cannot be part of another converter."],
    ],
    [
      "read in plain too",
      { fields: { token, other: text("token") } },
      [
        "items: token is encrypted, so no other field, ref or condition can be read from it: what is encrypted never reaches Convex in plain.",
      ],
    ],
    [
      "read in plain by computed()",
      { fields: { token, other: computed({ t: text("token") }, ({ t }) => t) } },
      [
        "items: token is encrypted, so no other field, ref or condition can be read from it: what is encrypted never reaches Convex in plain.",
      ],
    ],
    ["the key", { key: "token", fields: { token } }, ["items: token is the key, and cannot be encrypted."]],
    [
      "asked by a condition",
      { fields: { token }, skip: { empty: when({ t: encrypted(text("secret")) }, () => true) } },
      ["items: skip: secret is encrypted, and no condition can ask what it holds."],
    ],
    [
      "what a join is made on",
      {
        fields: { token: encrypted(text("keys.token")) },
        join: { keys: { table: "keys", on: ["secret", "token"] as const } },
      },
      [
        "items: keys.token is encrypted, but holds what secret does, which is sent in plain. Encrypt both, or none.",
      ],
    ],
    [
      "joined on, and the joined table's column is not read for a field",
      {
        fields: { token, other: text("keys.name") },
        join: { keys: { table: "keys", on: ["token", "token"] as const } },
      },
      [
        "items: token is encrypted, but holds what keys.token does, which is sent in plain. Encrypt both, or none.",
      ],
    ],
  ])("%s -> what to do", (_title, mapping, expected) => {
    expect(problemsOf({ ignore: [], ...mapping } as Partial<AnyTableMapping>)).toEqual(expected);
  });

  test("a number's field -> says what encrypted() fills", () => {
    const { problems } = createMapping(
      defineSchema({
        items: defineTable({ legacyId: v.optional(v.string()), n: v.number() }).index("by_legacy_id", [
          "legacyId",
        ]),
      }),
      { items: { from: "items", fields: { n: encrypted(text()) } } },
    );
    expect(problems.map(({ message }) => message)).toEqual([
      "items: n: encrypted(text)() fills v.string(), but the schema says otherwise.",
    ]);
  });
});
