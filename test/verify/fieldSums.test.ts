import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addUp } from "../../src/client/fieldSums.ts";
import type { StoredDocument } from "../../src/client/lookup.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import { cents, decimal, integer, money, number } from "../../src/mapping/scalarBuilders.ts";
import { planSums } from "../../src/mapping/sums.ts";
import { addDecimals, columnSum } from "../../src/script/fieldSums.ts";
import type { PlanSum } from "../../src/shared/plan.ts";
import { itemsTable } from "../mapping/mappedTable.ts";

const table = itemsTable(
  {
    totalCents: v.int64(),
    price: v.optional(v.number()),
    weight: v.optional(v.string()),
    items: v.optional(v.number()),
    fee: v.optional(v.int64()),
  },
  {
    fields: {
      totalCents: cents("total").default(250n),
      price: number("price"),
      weight: decimal("weight"),
      items: integer("items"),
      fee: money("fee"),
    },
    sum: ["totalCents", "price", "weight", "items", "fee"],
  },
);
const sums = planSums(table);
const sumOf = (field: string): PlanSum => {
  const found = sums.find((sum) => sum.field === field);
  if (found === undefined) throw new Error(`${field} is not added up`);
  return found;
};

const digits = (most: number) => fc.bigInt({ min: 0n, max: 10n ** BigInt(most) - 1n });
const sign = fc.constantFrom("", "-");
/** numeric(…, 2), as Postgres writes it. */
const amounts = fc
  .tuple(sign, digits(14), fc.integer({ min: 0, max: 99 }))
  .map(([minus, whole, part]) => `${minus}${whole}.${String(part).padStart(2, "0")}`);
const decimals = fc
  .tuple(sign, digits(18), digits(20))
  .map(([minus, whole, part]) => `${minus}${whole}.${String(part).padStart(20, "0")}`);
const rows = fc.array(
  fc.record({
    total: fc.option(amounts),
    price: fc.option(fc.double({ noNaN: true, min: -1e12, max: 1e12 }).map(String)),
    weight: fc.option(decimals),
    items: fc.option(fc.integer().map(String)),
    fee: fc.option(amounts.map((text) => (text.startsWith("-") ? `-$${text.slice(1)}` : `$${text}`))),
  }),
  { maxLength: 20 },
);

/** The documents that the mapping makes of rows, as the app stores them. */
function stored(all: readonly Record<string, string | null>[]) {
  return all.map((row, at) => {
    const mapped = mapRow(table, JSON.stringify({ ...row, id: String(at) }));
    if (mapped.kind !== "document") throw new Error("the row does not fit");
    const document = mapped.document as StoredDocument;
    return { document, differences: [], fates: new Map([[mapped, "equal" as const]]) };
  });
}

test("any rows -> what their columns add up to is what their documents add up to, digit for digit", () => {
  fc.assert(
    fc.property(rows, (all) => {
      const actual = addUp(table, stored(all));
      expect(actual.map(({ field, equal }) => [field, equal])).toEqual(
        sums.map((sum) => [sum.field, columnSum(sum, all)]),
      );
    }),
  );
});

test("amounts -> as integers add up, NULL by its default", () => {
  fc.assert(
    fc.property(rows, (all) => {
      const units = all.map(({ total }) => (total === null ? 250n : BigInt(total.replace(".", ""))));
      expect(columnSum(sumOf("totalCents"), all)).toBe(String(units.reduce((a, b) => a + b, 0n)));
    }),
  );
});

test("a document changed in its last digit -> another sum", () => {
  fc.assert(
    fc.property(fc.array(decimals, { minLength: 1 }), (weights) => {
      const all = stored(weights.map((weight) => ({ weight, total: null })));
      const [first] = all;
      if (first === undefined) return;
      const expected = addUp(table, all).find(({ field }) => field === "weight")?.equal ?? "";
      const changed = { ...first.document, weight: addDecimals(String(first.document.weight), "1e-20") };
      const actual = addUp(table, [{ ...first, document: changed }, ...all.slice(1)]);
      expect(actual.find(({ field }) => field === "weight")?.equal).toBe(addDecimals(expected, "1e-20"));
    }),
  );
});

test("batches in any order -> the same sum", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }))), (batches) => {
      const sum = sumOf("price");
      const parts = batches.map((some) =>
        columnSum(
          sum,
          some.map((price) => ({ price: String(price) })),
        ),
      );
      const whole = columnSum(
        sum,
        batches.flat().map((price) => ({ price: String(price) })),
      );
      expect([parts, parts.toReversed()].map((all) => all.reduce(addDecimals, "0"))).toEqual([whole, whole]);
    }),
  );
});

test.each([
  ["doubles are not added as doubles", "price", ["0.1", "0.2", "-0.3"], "0"],
  ["a numeric that a double does not hold counts as that double", "price", ["0.10000000000000000001"], "0.1"],
  ["money in brackets is negative", "fee", ["($1,234.56)", "$0.05"], "-123451"],
  ["a sign and an exponent", "weight", ["+1.50", "2e-3"], "1.502"],
])("%s", (_title, field, texts, expected) => {
  const sum = sumOf(field);
  expect(
    columnSum(
      sum,
      texts.map((text) => ({ [sum.column]: text })),
    ),
  ).toBe(expected);
});
