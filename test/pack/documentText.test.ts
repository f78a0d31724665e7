import type { Value } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readUniform } from "../../scripts/embedded/uniformJson.ts";
import { membersText, numberText } from "../../src/pack/documentText.ts";

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const bytes = fc.uint8Array().map((array) => new Uint8Array(array).buffer);
const text = fc.string({ unit: "grapheme" });
/** Convex takes printable ASCII that does not begin with $; __proto__ it loses. */
const key = fc
  .string({ unit: "grapheme-ascii" })
  .filter((each) => !each.startsWith("$") && each !== "__proto__");
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    ...[fc.constant(null), fc.boolean(), text, fc.double(), fc.maxSafeInteger(), int64, bytes],
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ) as fc.Arbitrary<Value>,
}));
const field = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,9}$/);

describe("a document as text", () => {
  test("every document -> read as a backend reads it, the same document", () => {
    fc.assert(
      fc.property(fc.dictionary(field, value, { noNullPrototype: true }), (document) => {
        expect(readUniform(`{${membersText(document)}}`)).toEqual(document);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [5, "5.0"],
    [-0, "-0.0"],
    [1e21, "1e+21"],
    [1e-7, "1e-7"],
    [123456789012345680000, "123456789012345680000.0"],
    [Number.NaN, '{"$float":"AAAAAAAA+H8="}'],
    [Number.NEGATIVE_INFINITY, '{"$float":"AAAAAAAA8P8="}'],
  ])("the number %d -> %s, which is no int64", (number, expected) => {
    expect(numberText(number)).toBe(expected);
  });

  test("int64, bytes, nested keys and a field without a value -> the form of an export", () => {
    const document = {
      count: 9007199254740993n,
      form: new Uint8Array([0, 255]).buffer,
      meta: { "": 1, 'a"b': [null, "\n"] },
      nothing: undefined,
    };
    expect(membersText(document)).toBe(
      '"count":9007199254740993,"form":{"$bytes":"AP8="},"meta":{"":1.0,"a\\"b":[null,"\\n"]}',
    );
  });
});
