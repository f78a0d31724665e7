import { convexToJson, jsonToConvex, type Validator, type Value, v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unfit } from "../../src/mapping/fits.ts";
import type { AnyValidator } from "../../src/mapping/shape.ts";
import type { SomeValidator } from "./outcome.ts";

/** The code and path of what Convex would refuse, or null. */
function refused(value: unknown, validator: SomeValidator = v.any()): { path: string; code: string } | null {
  const problem = unfit(value as Value, validator as AnyValidator, "attributes");
  return problem === undefined ? null : { path: problem.path, code: problem.code };
}

/** `levels` arrays, one in the other. */
function nested(levels: number): unknown {
  let value: unknown = "x";
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

function nestedValidator(levels: number): SomeValidator {
  // biome-ignore lint/suspicious/noExplicitAny: Convex's own bound for any required validator.
  let validator: Validator<any, "required", any> = v.string();
  for (let level = 0; level < levels; level += 1) validator = v.array(validator);
  return validator;
}

const keys = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

test.each<[string, unknown, object | null]>([
  ["a key with $", { meta: [0, { $id: 1 }] }, { path: "attributes.meta[1].$id", code: "BAD_KEY" }],
  ["a key with $ further in", { a$: 1, $: 2 }, { path: "attributes.$", code: "BAD_KEY" }],
  ["$ inside a key", { a$b: 1 }, null],
  ["a key that is not ASCII", { größe: 1 }, { path: "attributes.größe", code: "BAD_KEY" }],
  ["a control character in a key", { "a\tb": 1 }, { path: "attributes.a\tb", code: "BAD_KEY" }],
  ["DEL in a key", { "a\x7f": 1 }, { path: "attributes.a\x7f", code: "BAD_KEY" }],
  ["an empty key", { "": 1 }, null],
  ["a key with _", { _id: 1, a: { _b: 2 } }, null],
  ["a key with spaces and dots", { "a b.c": 1 }, null],
  ["a key of 1,024 characters", { ["k".repeat(1024)]: 1 }, null],
  // JSON.parse makes it an own property; convexToJson would lose it without a word.
  [
    "a key named __proto__",
    JSON.parse('{"__proto__": {"a": 1}}'),
    { path: "attributes.__proto__", code: "BAD_KEY" },
  ],
  ["8,192 elements", Array(8192).fill(0), null],
  ["8,193 elements", Array(8193).fill(0), { path: "attributes", code: "TOO_LONG" }],
  ["8,193 elements inside", { a: [Array(8193).fill(0)] }, { path: "attributes.a[0]", code: "TOO_LONG" }],
  ["1,024 keys", keys(1024), null],
  ["1,025 keys", keys(1025), { path: "attributes", code: "TOO_MANY_KEYS" }],
  // The document itself is the first of the sixteen levels.
  ["15 levels in a field", nested(15), null],
  ["16 levels in a field", nested(16), { path: `attributes${"[0]".repeat(15)}`, code: "TOO_DEEP" }],
  ["an unpaired high surrogate", "a\ud800", { path: "attributes", code: "BAD_TEXT" }],
  ["an unpaired low surrogate inside", { a: ["\udc00"] }, { path: "attributes.a[0]", code: "BAD_TEXT" }],
  ["a surrogate pair", "😀", null],
  ["NUL in text", "a\u0000b", null],
  ["NaN, -0 and Infinity", [Number.NaN, -0, Infinity], null],
])("%s", (_title, value, expected) => {
  expect(refused(value)).toEqual(expected);
});

test("a key of 1,025 characters", () => {
  expect(refused({ ["k".repeat(1025)]: 1 })?.code).toBe("BAD_KEY");
});

test.each<[string, unknown, SomeValidator, object | null]>([
  [
    "a typed array of 8,193",
    Array(8193).fill("x"),
    v.array(v.string()),
    { path: "attributes", code: "TOO_LONG" },
  ],
  [
    "a record of 1,025",
    keys(1025),
    v.record(v.string(), v.number()),
    { path: "attributes", code: "TOO_MANY_KEYS" },
  ],
  [
    "a record's key with $",
    { $a: 1 },
    v.record(v.string(), v.number()),
    { path: "attributes.$a", code: "BAD_KEY" },
  ],
  ["a typed 15 levels", nested(15), nestedValidator(15), null],
  [
    "a typed 16 levels",
    nested(16),
    nestedValidator(16),
    { path: `attributes${"[0]".repeat(15)}`, code: "TOO_DEEP" },
  ],
  ["an unpaired surrogate in v.string()", "\ud800", v.string(), { path: "attributes", code: "BAD_TEXT" }],
  [
    "a union does not hide a limit",
    ["\ud800"],
    v.union(v.string(), v.array(v.string())),
    { path: "attributes[0]", code: "BAD_TEXT" },
  ],
])("by validator: %s", (_title, value, validator, expected) => {
  expect(refused(value, validator)).toEqual(expected);
});

test("100,000 levels are refused, not a stack overflow", () => {
  expect(refused(nested(100_000))?.code).toBe("TOO_DEEP");
});

test("whatever JSON is not refused reaches Convex whole", () => {
  const key = fc.oneof(
    fc.string({ unit: "binary-ascii" }),
    fc.constantFrom("__proto__", "constructor", "$a", "_a", "é"),
  );
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, "", "a", 0, 1.5),
      fc.string({ unit: "binary" }),
      fc.array(tie("node"), { maxLength: 4 }),
      // As JSON.parse makes objects: every key is the object's own.
      fc.array(fc.tuple(key, tie("node")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  })).node;
  fc.assert(
    fc.property(value, (given) => {
      const stored = refused(given) === null ? jsonToConvex(convexToJson(given as Value)) : given;
      expect(JSON.stringify(sorted(stored))).toBe(JSON.stringify(sorted(given)));
    }),
    { numRuns: 1000 },
  );
});

/** Objects as entries in the order of their keys, which Convex does not keep. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, sorted(inner)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
