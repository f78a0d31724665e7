import { type Value, v } from "convex/values";
import { describe, expect, test } from "vitest";
import {
  array,
  bytes,
  cents,
  composite,
  geojson,
  hstore,
  integer,
  interval,
  json,
  money,
  number,
  object,
  range,
  text,
  timestamp,
  vector,
} from "../../src/mapping/builders.ts";
import type { Column } from "../../src/mapping/column.ts";
import { when } from "../../src/mapping/condition.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { ref } from "../../src/mapping/refs.ts";
import { mappingOf } from "./declared.ts";

/** The hash of `items`, whose field `x` takes anything. */
function hashOf(mapping: Partial<AnyTableMapping>): string | undefined {
  const fields = { x: v.any(), secret: v.optional(v.string()), userId: v.optional(v.id("users")) };
  const { tables } = planOf(mappingOf({ users: {}, items: fields }, { items: mapping }));
  return tables.find(({ target }) => target === "items")?.hash;
}
const ofColumn = (x: unknown) => hashOf({ fields: { x: x as Column } });

const allDiffer = (hashes: (string | undefined)[]): void => expect(new Set(hashes).size).toBe(hashes.length);

describe("a change that decides what a row becomes -> another hash", () => {
  test("every builder and every option of one", () => {
    const columns: Column<never>[] = [
      ...[json(), json(undefined, { keys: "escape" }), hstore(), hstore(undefined, { keys: "escape" })],
      ...[geojson(), vector(), array(number()), interval(), money(), money(undefined, { digits: 3 })],
      ...[cents(), cents(undefined, { digits: 3 }), timestamp(), timestamp(undefined, { fraction: true })],
      ...[timestamp(undefined, { zone: "Asia/Tokyo" }), timestamp(undefined, { unit: "microseconds" })],
      ...[range(integer()), range(number()), range(cents()), range(cents(undefined, { digits: 3 }))],
      ...[
        object({ a: text() }),
        composite({ a: text() }),
        object({ b: text("a") }),
        object({ a: text("b") }),
      ],
      ...[
        object({ a: text().trim() }),
        object({ a: text().default("") }),
        object({ a: text().default("x") }),
      ],
      ...[object({ a: text() }, undefined, { ignore: ["b"] })],
      ...[object({ a: text() }, undefined, { rest: "ignore" })],
      ...[object({ a: array(cents()) }), object({ a: array(cents(undefined, { digits: 3 })) })],
      ...[array(object({ a: text() })), array(object({ a: json() }))],
      ...[array(object({ a: json(undefined, { keys: "escape" }) })), array(array(object({ a: text() })))],
      ...[text(), encrypted(text()), encrypted(json())],
    ];
    allDiffer(columns.map(ofColumn));
  });

  test("a default of any value", () => {
    const buffer = (...values: number[]) => Uint8Array.from(values).buffer;
    const numbers = [0, -0, 1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    allDiffer([
      ...numbers.map((fallback) => ofColumn(number().default(fallback))),
      ...[buffer(), buffer(1), buffer(2)].map((fallback) => ofColumn(bytes().default(fallback))),
      ...[1n, "1", null].map((fallback) => ofColumn(json().default(fallback as Value))),
    ]);
  });

  test("filters, joins, conditions, matches and natural keys", () => {
    const x = text("more.x");
    const join = { table: "more", on: ["id", "item_id"] } as const;
    const status = { status: text() };
    const match = { field: "x", index: "by_x" };
    const user = (column: Column<never>, index = "by_slug", orphan: "null" | "skip" = "null") => ({
      fields: { userId: ref("users", { by: { slug: column }, index }, { orphan }) },
    });
    allDiffer(
      [
        {},
        ...[{ where: { org: "a" } }, { where: { org: "b" } }, { where: { team: "a" } }],
        ...[
          { fields: { x }, join: { more: join } },
          { fields: { x }, join: { more: { ...join, table: "m" } } },
        ],
        { fields: { x }, join: { more: { ...join, on: ["id", "uuid"] as const } } },
        { fields: { x }, join: { more: { ...join, optional: true } } },
        { skip: { draft: when(status, ({ status }) => status === "draft") } },
        { skip: { draft: when(status, ({ status }) => status === "new") } },
        { skip: { other: when(status, ({ status }) => status === "draft") } },
        { skip: { draft: when({ status: text("state") }, ({ status }) => status === "draft") } },
        ...[{ match }, { match: { ...match, ignoreCase: true } }, { match: { ...match, index: "by_y" } }],
        ...[{ match: { ...match, update: "none" } }, { match: { ...match, none: "skip" } }],
        ...[{ match: { ...match, several: "skip" } }, user(text("slug")), user(text("slug").trim())],
        ...[user(text("name")), user(text("slug"), "by_name"), user(text("slug"), "by_slug", "skip")],
      ].map((mapping) => hashOf(mapping as Partial<AnyTableMapping>)),
    );
  });
});

test("fields of joined tables and encrypted ones in another order -> the same hash", () => {
  const fields = {
    x: text("more.x"),
    secret: encrypted(text("more.secret")),
    userId: ref("users", "more.user"),
  };
  const reversed = Object.fromEntries(Object.entries(fields).reverse());
  const more = { table: "more", on: { id: "item_id", org: "org" }, ignore: ["a", "b"] };
  const again = { ...more, on: { org: "org", id: "item_id" }, ignore: ["b", "a"] };
  const other = { table: "other", on: ["id", "id"] as const };
  const where = { org: ["a", "b"] };
  const hashes = [
    { fields, join: { more, other }, where },
    { fields: reversed, join: { other, more: again }, where: { org: ["b", "a"] } },
  ].map((mapping) => {
    const schema = { x: v.any(), secret: v.optional(v.string()), userId: v.optional(v.id("users")) };
    const items = mapping.fields === fields ? schema : Object.fromEntries(Object.entries(schema).reverse());
    const { tables } = planOf(
      mappingOf({ users: {}, items }, { items: mapping as Partial<AnyTableMapping> }),
    );
    return tables.find(({ target }) => target === "items")?.hash;
  });
  expect(hashes[1]).toBe(hashes[0]);
});
