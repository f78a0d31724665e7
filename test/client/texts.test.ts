import type { Value } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { textsIn, withTexts } from "../../src/client/texts.ts";

const text = fc.constantFrom("a", "b", "id", "another id");
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    text,
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array().map((bytes) => new Uint8Array(bytes).buffer),
    fc.array(tie("value")),
    fc.dictionary(text, tie("value")),
  ),
}));
const replaced = (from: string): string => (from === "id" ? "new" : from);

test("any value + a text is another -> all of these are, whatever the depth, and nothing else is", () => {
  fc.assert(
    fc.property(value, (before) => {
      const after = withTexts(before, replaced);
      expect([...textsIn(after)]).toEqual([...textsIn(before)].map(replaced));
      expect(withTexts(after, (each) => (each === "new" ? "id" : each))).toEqual(before);
      // What has none of it is not copied.
      expect(Object.is(after, before)).toBe(![...textsIn(before)].includes("id"));
    }),
  );
});

test("a document with ids in fields, lists, objects and keys -> its texts", () => {
  expect([...textsIn({ a: "x", list: [["y"], { z: 1n }], none: null, bytes: new ArrayBuffer(2) })]).toEqual([
    ...["a", "x", "list", "y", "z", "none", "bytes"],
  ]);
});
