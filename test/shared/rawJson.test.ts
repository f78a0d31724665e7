import fc from "fast-check";
import { expect, test } from "vitest";
import { rawElements, rawEntries, rawValue } from "../../src/shared/rawJson.ts";

const spaced = fc.constantFrom(undefined, 1, "\t", "\n\r ");
const value = fc.jsonValue({ stringUnit: "binary" });

test("any object -> its keys, and values that parse to the same", () => {
  const objects = fc.dictionary(fc.string({ unit: "binary" }), value);
  fc.assert(
    fc.property(objects, spaced, (object, space) => {
      const entries = rawEntries(JSON.stringify(object, null, space));
      expect(entries.map(([key, raw]) => [key, JSON.parse(raw)])).toEqual(
        Object.entries(JSON.parse(JSON.stringify(object)) as object),
      );
    }),
  );
});

test("any array -> elements that parse to the same", () => {
  fc.assert(
    fc.property(fc.array(value), spaced, (array, space) => {
      const elements = rawElements(JSON.stringify(array, null, space));
      expect(elements.map((raw) => JSON.parse(raw))).toEqual(JSON.parse(JSON.stringify(array)));
    }),
  );
});

test("any number -> its digits as they are written", () => {
  const digits = fc.stringMatching(/^-?[1-9]\d{0,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?$/);
  fc.assert(
    fc.property(fc.array(digits), (numbers) => {
      expect(rawElements(`[ ${numbers.join(" , ")} ]`)).toEqual(numbers);
      const members = numbers.map((number, at) => `"${at}" : ${number}`).join(",");
      expect(rawEntries(`{${members}}`).map(([, raw]) => raw)).toEqual(numbers);
    }),
  );
});

test.each<[string, string, [string, string][]]>([
  ["no members", " { } ", []],
  ["an empty key", '{"":""}', [["", '""']]],
  [
    "a key twice",
    '{"a":1,"a":2}',
    [
      ["a", "1"],
      ["a", "2"],
    ],
  ],
  [
    "__proto__ and an escaped key",
    '{"__proto__":1,"\\u0061":{}}',
    [
      ["__proto__", "1"],
      ["a", "{}"],
    ],
  ],
  [
    "structure inside strings",
    '{"a,}\\"":"]{\\\\","b":[{"c":1},2]}',
    [
      ['a,}"', '"]{\\\\"'],
      ["b", '[{"c":1},2]'],
    ],
  ],
])("an object with %s -> its entries", (_title, text, expected) => {
  expect(rawEntries(text)).toEqual(expected);
});

test.each<[string, string, string | null]>([
  ["a string", ' "a\\n" ', "a\n"],
  ["the string null", '"null"', "null"],
  ["null", " null", null],
  ["a number", "1.50", "1.50"],
  ["an array", "[1, 2]", "[1, 2]"],
])("%s -> its text", (_title, raw, expected) => {
  expect(rawValue(raw)).toBe(expected);
});

test("a million members and a string of 8 MiB -> all of them", () => {
  const many = Array.from({ length: 1_000_000 }, (_none, at) => String(at));
  expect(rawElements(`[${many.join(",")}]`)).toEqual(many);
  const long = JSON.stringify('\\"'.repeat(2 * 1024 * 1024));
  expect(rawElements(`[${long}]`)).toEqual([long]);
});
