import { type Value, v } from "convex/values";
import { describe, expect, test } from "vitest";
import { type Unfit, unfit } from "../../src/mapping/fits.ts";
import type { AnyValidator } from "../../src/mapping/shape.ts";
import type { SomeValidator } from "./outcome.ts";

const check = (value: Value, validator: SomeValidator): Unfit | undefined =>
  unfit(value, validator as AnyValidator, "f");

const wrong = (expected: string, found: string, path = "f"): Unfit => ({
  path,
  code: "WRONG_TYPE",
  reason: `expected ${expected}, found ${found}`,
});
const missing = (path: string): Unfit => ({
  path,
  code: "FIELD_MISSING",
  reason: "expected a value, found nothing",
});
const unknown = (path: string): Unfit => ({
  path,
  code: "FIELD_UNKNOWN",
  reason: "expected only the fields of the schema, found another",
});

const SAMPLES: Record<string, Value> = {
  string: "x",
  number: 1.5,
  int64: 5n,
  boolean: true,
  null: null,
  bytes: new ArrayBuffer(2),
  array: [],
  object: {},
};
const FOUND: Record<string, string> = {
  string: "text of 1 characters",
  number: "a number",
  int64: "a 64-bit integer",
  boolean: "a boolean",
  null: "NULL",
  bytes: "2 bytes",
  array: "an array of 0 elements",
  object: "an object",
};
const VALIDATORS: Record<string, { validator: SomeValidator; takes: string[]; needs: string }> = {
  "v.string()": { validator: v.string(), takes: ["string"], needs: "v.string()" },
  "v.number()": { validator: v.number(), takes: ["number"], needs: "v.number()" },
  "v.int64()": { validator: v.int64(), takes: ["int64"], needs: "v.int64()" },
  "v.boolean()": { validator: v.boolean(), takes: ["boolean"], needs: "v.boolean()" },
  "v.null()": { validator: v.null(), takes: ["null"], needs: "v.null()" },
  "v.bytes()": { validator: v.bytes(), takes: ["bytes"], needs: "v.bytes()" },
  "v.id()": { validator: v.id("users"), takes: ["string"], needs: "v.id()" },
  "v.array()": { validator: v.array(v.any()), takes: ["array"], needs: "an array" },
  "v.record()": { validator: v.record(v.string(), v.any()), takes: ["object"], needs: "an object" },
  "v.object()": { validator: v.object({}), takes: ["object"], needs: "an object" },
  "v.any()": { validator: v.any(), takes: Object.keys(SAMPLES), needs: "" },
};

describe("each validator takes its own kind and no other", () => {
  const pairs = Object.keys(VALIDATORS).flatMap((name) =>
    Object.keys(SAMPLES).map((kind) => [name, kind] as const),
  );
  test.each(pairs)("%s given %s", (name, kind) => {
    const { validator, takes, needs } = VALIDATORS[name] ?? { validator: v.any(), takes: [], needs: "" };
    const expected = takes.includes(kind) ? undefined : wrong(needs, FOUND[kind] ?? "");
    expect(check(SAMPLES[kind] ?? null, validator)).toEqual(expected);
    expect(check(SAMPLES[kind] ?? null, v.optional(validator))).toEqual(expected);
  });
});

const role = v.union(v.literal("owner"), v.literal("agent"));
const shape = v.union(
  v.object({ kind: v.literal("circle"), radius: v.number() }),
  v.object({ kind: v.literal("box"), sides: v.object({ width: v.number(), height: v.number() }) }),
);
const meta = v.object({ tags: v.array(v.object({ name: v.string() })), note: v.optional(v.string()) });

test.each<[string, SomeValidator, Value, Unfit | undefined]>([
  ["a literal", role, "agent", undefined],
  ["another text than the literals", role, "admin", wrong('"owner"', "text of 5 characters")],
  ["a number literal", v.literal(1), 1, undefined],
  ["another number", v.literal(1), 2, wrong("1", "a number")],
  ["a boolean literal", v.literal(true), false, wrong("true", "a boolean")],
  ["a bigint literal", v.literal(1n), 1n, undefined],
  ["a bigint in a union of bigint literals", v.union(v.literal(1n), v.literal(2n)), 2n, undefined],
  ["another bigint", v.literal(1n), 3n, wrong("1n", "a 64-bit integer")],
  ["null in a nullable field", v.union(v.string(), v.null()), null, undefined],
  ["a number in a nullable text", v.union(v.string(), v.null()), 5, wrong("v.string()", "a number")],
  ["an object of the union's second kind", shape, { kind: "box", sides: { width: 1, height: 2 } }, undefined],
  [
    "a union's member that got furthest is the one named",
    shape,
    { kind: "box", sides: { width: 1, height: "2" } },
    wrong("v.number()", "text of 1 characters", "f.sides.height"),
  ],
  ["a field that is missing", meta, { note: "x" }, missing("f.tags")],
  ["an optional field that is missing", meta, { tags: [] }, undefined],
  ["null in an optional field", meta, { tags: [], note: null }, wrong("v.string()", "NULL", "f.note")],
  ["a field too many", meta, { tags: [], more: 1 }, unknown("f.more")],
  ["a field too many, named as an object's method", meta, { tags: [], toString: 1 }, unknown("f.toString")],
  [
    "a missing field, named as an object's method",
    v.object({ valueOf: v.string() }),
    {},
    missing("f.valueOf"),
  ],
  ["a field missing deep inside", meta, { tags: [{ name: "a" }, {}] }, missing("f.tags[1].name")],
  ["a wrong element", v.array(v.number()), [1, "2"], wrong("v.number()", "text of 1 characters", "f[1]")],
  ["a NULL element", v.array(v.number()), [1, null], wrong("v.number()", "NULL", "f[1]")],
  ["a record", v.record(v.string(), v.number()), { a: 1, b: 2 }, undefined],
  [
    "a wrong value in a record",
    v.record(v.string(), v.number()),
    { a: 1, b: "2" },
    wrong("v.number()", "text of 1 characters", "f.b"),
  ],
  [
    "a record of records",
    v.record(v.string(), v.record(v.string(), v.number())),
    { a: { b: null } },
    wrong("v.number()", "NULL", "f.a.b"),
  ],
])("%s", (_title, validator, value, expected) => {
  expect(check(value, validator)).toEqual(expected);
});
