import fc from "fast-check";
import { expect, test } from "vitest";
import { type LiteralElement, literalElements } from "../../src/mapping/convert/arrayLiteral.ts";

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

test("any texts and NULLs, quoted -> the same", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: "binary" }))), (items) => {
      const text = `{${items.map((item) => (item === null ? "NULL" : quoted(item))).join(",")}}`;
      expect(literalElements(text)).toEqual(items);
    }),
  );
});

test("any text at all -> an end, and elements only of what is an array", () => {
  const text = fc.string({ unit: fc.constantFrom(...'{}[]=:,"\\aN 1') });
  fc.assert(
    fc.property(text, (given) => {
      const elements = literalElements(given);
      expect(elements === undefined || given.includes("{")).toBe(true);
    }),
  );
});

test.each<[string, string, LiteralElement[] | undefined]>([
  ["no elements", "{}", []],
  ["NULL and the text NULL", '{NULL,"NULL",null}', [null, "NULL", null]],
  ["empty text and white space", '{""," a ",\u00a0b}', ["", " a ", "\u00a0b"]],
  ["braces, commas, quotes, backslashes", '{"{a,b}","\\"","\\\\"}', ["{a,b}", '"', "\\"]],
  ["lower bounds", "[0:1]={a,b}", ["a", "b"]],
  ["an array in it", "{{1,2},{3,4}}", [{ literal: "{1,2}" }, { literal: "{3,4}" }]],
  ["bounds of two dimensions", "[-1:0][5:5]={{1},{2}}", [{ literal: "{1}" }, { literal: "{2}" }]],
  ["three dimensions", "{{{1},{2}}}", [{ literal: "{{1},{2}}" }]],
  ["nothing", "", undefined],
  ["no brace", "a,b", undefined],
  ["an open quote, on which postgres-array hangs", '{"a}', undefined],
  ["an open brace", "{a", undefined],
  ["a brace too many", "{a}}", undefined],
  ["text after it", "{a}b", undefined],
  ["two arrays", "{a},{b}", undefined],
  ["a comma too many", "{a,}", undefined],
  ["no comma", '{"a""b"}', undefined],
  ["a JSON object", '{"a":1}', undefined],
])("%s", (_title, text, expected) => {
  expect(literalElements(text)).toEqual(expected);
});

test("8,192 quoted elements of 1 MiB -> all of them", () => {
  const items = Array.from({ length: 8192 }, (_none, at) => `${at}${'\\"'.repeat(64)}`);
  expect(literalElements(`{${items.map(quoted).join(",")}}`)).toEqual(items);
});
