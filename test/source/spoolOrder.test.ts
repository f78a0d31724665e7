import fc from "fast-check";
import { expect, test } from "vitest";
import { compareKeys } from "../../src/source/spoolOrder.ts";

const part = fc.oneof(
  fc.bigInt().map(String),
  fc.constantFrom(
    "",
    "0",
    "-0",
    "00",
    "1",
    "-1",
    "01",
    "1.0",
    "1e3",
    "-",
    "a",
    "é",
    "\ud83d\ude00",
    "\ufffd",
  ),
  fc.string({ maxLength: 3 }),
);
const key = fc.array(part, { minLength: 1, maxLength: 3 });

test("any three keys -> a total order: equal only where they are the same, never in a circle", () => {
  fc.assert(
    fc.property(key, key, key, (a, b, c) => {
      expect(Math.sign(compareKeys(a, b))).toBe(-Math.sign(compareKeys(b, a)) + 0);
      expect(compareKeys(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      const [x, y, z] = [a, b, c].sort(compareKeys);
      expect(compareKeys(x ?? [], z ?? []) <= 0 && compareKeys(x ?? [], y ?? []) <= 0).toBe(true);
    }),
  );
});

test("any whole numbers -> the order of their values, however many digits", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt()), (numbers) => {
      const sorted = numbers.map((number) => [String(number)]).sort(compareKeys);
      expect(sorted.map(([text = ""]) => BigInt(text))).toEqual(
        numbers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
      );
    }),
  );
});

test("numbers, text and uuids -> numbers first, then text by code units", () => {
  const parts = ["a", "10", "9", "B", "", "-2", "-10", "01", "0", "1.5"];
  expect(parts.toSorted((a, b) => compareKeys([a], [b]))).toEqual([
    ...["-10", "-2", "0", "9", "10"],
    ...["", "01", "1.5", "B", "a"],
  ]);
});
