import type { Value } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  FINGERPRINT_BYTES,
  fingerprintAt,
  fingerprintOf,
  fingerprintOfKey,
  fingerprintText,
  packFingerprints,
} from "../../src/shared/fingerprint.ts";

const FIELDS = [
  { field: "a" },
  { field: "b" },
  { field: "parentId", waits: { legacyField: "legacyParentId", table: "p" } },
];
const NOBODY = new Map<string, string>();

const scalar = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.constant(null),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  scalar,
  fc.array(scalar),
  fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), scalar),
);
const of = (document: Record<string, Value | undefined>, waiting = NOBODY): string =>
  fingerprintText(fingerprintOf(FIELDS, document, waiting));

test("the same content -> the same bytes, whatever the order of keys and of fields", () => {
  fc.assert(
    fc.property(value, fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), scalar), (a, b) => {
      const turned = Object.fromEntries(Object.entries(b).reverse());
      expect(of({ b: turned, a })).toBe(of({ a, b }));
      expect(fingerprintOf(FIELDS, { a, b }, NOBODY)).toHaveLength(FINGERPRINT_BYTES);
    }),
  );
});

test("another value -> another fingerprint, absent and null, 1 and 1n, -0 and 0 included", () => {
  const all: (Value | undefined)[] = [
    undefined,
    null,
    0,
    -0,
    1,
    1n,
    "1",
    true,
    [],
    {},
    [null],
    "",
    Number.NaN,
  ];
  expect(new Set(all.map((a) => of({ a }))).size).toBe(all.length);
  fc.assert(
    fc.property(value, (a) => {
      expect(of({ a })).not.toBe(of({ b: a }));
    }),
  );
});

test("fields that the mapping does not fill do not count", () => {
  expect(of({ a: 1, pinned: true })).toBe(of({ a: 1 }));
});

test("a ref that waits counts by its parent, before its pass and after", () => {
  const parent = new Map([["parentId", "7"]]);
  expect(of({ a: 1, legacyParentId: "7" }, parent)).toBe(of({ a: 1, parentId: "j57" }, parent));
  expect(of({ a: 1, parentId: "j57" }, new Map([["parentId", "8"]]))).not.toBe(
    of({ a: 1, parentId: "j57" }, parent),
  );
  expect(of({ a: 1, parentId: "j57" })).not.toBe(of({ a: 1, parentId: "j58" }));
});

test("fingerprints of a batch are found again at their places, zeros where a row has none", () => {
  const all = [fingerprintOfKey("1"), undefined, fingerprintOfKey("2")];
  const packed = packFingerprints(all);
  expect(all.map((_each, at) => fingerprintText(fingerprintAt(packed, at)))).toEqual(
    all.map((each) => fingerprintText(each ?? new Uint8Array(FINGERPRINT_BYTES))),
  );
});
