import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyOfRow, legacyIdOf, legacyIdParts } from "../../src/shared/legacyId.ts";

// Commas and backslashes far more often than chance would have them.
const part = fc.oneof(
  fc.string({ unit: fc.constantFrom("\\", ",", "a", "", "\n"), maxLength: 6 }),
  fc.string({ unit: "binary" }),
);
const key = (width: number) => fc.array(part, { minLength: width, maxLength: width });
const width = fc.integer({ min: 1, max: 4 });

test("the columns of any key -> one string -> the same columns", () => {
  fc.assert(
    fc.property(width.chain(key), (parts) => {
      expect(legacyIdParts(legacyIdOf(parts), parts.length)).toEqual(parts);
    }),
    { numRuns: 1000 },
  );
});

test("two different keys of one table -> two different strings", () => {
  const two = width.chain((columns) => fc.tuple(key(columns), key(columns)));
  fc.assert(
    fc.property(two, ([a, b]) => {
      expect(legacyIdOf(a) === legacyIdOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["one column is kept as it is", ["a,b\\c"], "a,b\\c"],
  ["one empty column", [""], ""],
  ["two columns", ["acme", "42"], "acme,42"],
  ["a comma inside", ["a,b", "c"], "a\\,b,c"],
  ["a comma on the other side", ["a", "b,c"], "a,b\\,c"],
  ["a backslash at the end", ["a\\", "b"], "a\\\\,b"],
  ["empty columns", ["", "", ""], ",,"],
  ["a line break inside", ["a\nb", "c"], "a\nb,c"],
])("%s", (_title, parts, id) => {
  expect(legacyIdOf(parts)).toBe(id);
  expect(legacyIdParts(id, parts.length)).toEqual(parts);
});

describe("the key of a row", () => {
  test.each([
    ["text", { id: "a" }, ["id"], ["a"]],
    ["empty text", { id: "" }, ["id"], [""]],
    ["several columns, in the key's order", { b: "2", a: "1", c: "3" }, ["a", "b"], ["1", "2"]],
    ["a JSON number", { id: 7 }, ["id"], ["7"]],
    ["zero and false", { a: 0, b: false }, ["a", "b"], ["0", "false"]],
    ["NULL", { id: null }, ["id"], undefined],
    ["a missing column", { x: "a" }, ["id"], undefined],
    ["NULL in one of two", { a: "1", b: null }, ["a", "b"], undefined],
  ])("%s", (_title, row, columns, expected) => {
    expect(keyOfRow(row, columns)).toEqual(expected);
  });
});
