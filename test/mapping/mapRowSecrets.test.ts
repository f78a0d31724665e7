import { v } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  array,
  boolean,
  cents,
  date,
  decimal,
  integer,
  json,
  number,
  text,
  timestamp,
  uuid,
} from "../../src/mapping/builders.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import { itemsTable } from "./mappedTable.ts";

describe("no reason holds a value of the row", () => {
  const columns = {
    text: [v.union(v.literal("a"), v.literal("b")), text()],
    uuid: [v.string(), uuid()],
    integer: [v.int64(), integer()],
    number: [v.number(), number()],
    boolean: [v.boolean(), boolean()],
    cents: [v.number(), cents()],
    decimal: [v.string(), decimal()],
    timestamp: [v.number(), timestamp()],
    date: [v.string(), date()],
    json: [v.object({}), json()],
    array: [v.array(v.number()), array(number())],
  } as const;
  // Long enough not to be part of the reasons' own words by chance.
  const secret = fc.stringMatching(/^[!-~]{12,40}$/).filter((text) => !/^[\d.eE+-]+$/.test(text));

  test.each(Object.entries(columns))("%s", (_name, [validator, column]) => {
    const table = itemsTable({ x: validator }, { fields: { x: column } });
    fc.assert(
      fc.property(secret, (value) => {
        const given = [value, [value], JSON.stringify({ a: value })];
        const reasons = given
          .map((x) => mapRow(table, JSON.stringify({ id: "k1", x })))
          .map((result) => (result.kind === "reject" ? result.reject.reason : "not a reject"));
        expect(reasons.filter((reason) => reason === "not a reject" || reason.includes(value))).toEqual([]);
      }),
    );
  });

  test("a ref, the key and computed", () => {
    const fields = {
      ownerId: ref("users", ["org", "login"]),
      x: computed({ a: text() }, ({ a }): string => {
        throw new TypeError(`bad value ${a}`);
      }),
    };
    const table = itemsTable(
      { ownerId: v.optional(v.id("users")), x: v.string() },
      { fields },
      { key: ["org", "login"] },
    );
    fc.assert(
      fc.property(secret, (value) => {
        const row = { id: value, org: value, login: value, a: value };
        expect(mapRow(table, JSON.stringify(row))).toMatchObject({
          reject: { key: value, field: "x", reason: "expected a value of computed(), found TypeError" },
        });
      }),
    );
  });
});
