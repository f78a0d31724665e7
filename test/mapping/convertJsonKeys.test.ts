import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeKey, unescapeKey } from "../../src/client/index.ts";
import { hstore, json } from "../../src/mapping/builders.ts";
import type { AnyValidator } from "../../src/mapping/shape.ts";
import { unfit } from "../../src/mapping/fits.ts";
import { fits, outcome } from "./outcome.ts";

const escapes = fc.string({ unit: fc.constantFrom(..."_x$ä24e5f\u0000\ud800") });
const key = fc.oneof(
  fc.string({ unit: "binary" }),
  escapes,
  fc.constantFrom("__proto__", "$__proto__", "_x24_", "_x_", "_x5f_x24_", "size_xl", ""),
);

test("any key -> one that Convex takes, and back", () => {
  fc.assert(
    fc.property(key, (given) => {
      const escaped = escapeKey(given);
      expect(unescapeKey(escaped)).toBe(given);
      expect(escaped).toMatch(/^(?!\$)(?!__proto__$)[\x20-\x7e]*$/);
    }),
  );
});

test.each([
  ["$form", "_x24_form"],
  ["a$", "a$"],
  ["_meta", "_meta"],
  ["anträge", "antr_xe4_ge"],
  ["😀", "_x1f600_"],
  ["\ud800", "_xd800_"],
  ["a\nb", "a_xa_b"],
  ["__proto__", "_x5f__proto__"],
  ["size_xl", "size_xl"],
  ["_x24_form", "_x5f_x24_form"],
])("%j is renamed %j", (given, expected) => {
  expect(escapeKey(given)).toBe(expected);
});

const TEXT = '{"$form": {"anträge": [{"__proto__": 1}]}, "a": null}';

test('keys that Convex refuses + keys: "escape" -> renamed at every depth, and Convex takes them', () => {
  const value = fits(json("x", { keys: "escape" }), v.any(), TEXT);
  expect(value).toEqual({ _x24_form: { antr_xe4_ge: [{ _x5f__proto__: 1 }] }, a: null });
  expect(unfit(value as never, v.any() as AnyValidator, "x")).toBeUndefined();
});

test("keys that Convex refuses, without the option -> refused where they stand", () => {
  const value = fits(json(), v.any(), TEXT);
  expect(unfit(value as never, v.any() as AnyValidator, "x")).toMatchObject({
    code: "BAD_KEY",
    path: "x.$form",
  });
});

test("keys that Convex refuses in v.string() -> the text as it is", () => {
  expect(fits(json("x", { keys: "escape" }), v.string(), TEXT)).toBe(TEXT);
});

test("JSON nested 100,000 deep -> a value, no exception", () => {
  const text = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const value = fits(json("x", { keys: "escape" }), v.any(), text) as never;
  expect(unfit(value, v.any() as AnyValidator, "x")).toMatchObject({ code: "TOO_DEEP" });
});

const vTexts = v.record(v.string(), v.union(v.string(), v.null()));
test.each([
  [
    "Postgres's text",
    '"a"=>"1", "b"=>NULL, "c\\"\\\\"=>"NULL"',
    { value: { a: "1", b: null, 'c"\\': "NULL" } },
  ],
  ["the JSON that a source sends", { a: "1", b: null }, { value: { a: "1", b: null } }],
  ["nothing in it", "", { value: {} }],
  ["a refused key", '"$a"=>"1"', { value: { _x24_a: "1" } }],
  ["other text", "a=>1", { code: "BAD_HSTORE" }],
])("hstore: %s", (_title, given, expected) => {
  expect(outcome(hstore("x", { keys: "escape" }), vTexts, given)).toEqual(expected);
});
