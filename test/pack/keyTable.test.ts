import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyTable } from "../../src/pack/keyTable.ts";

/** Few bytes that differ, as in uuids that are counted up: they meet in many places. */
const key = fc.tuple(fc.nat({ max: 15 }), fc.uint8Array({ minLength: 2, maxLength: 2 })).map(([at, some]) => {
  const bytes = new Uint8Array(16);
  bytes.set(some, Math.min(at, 14));
  return bytes;
});
const nameOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("KeyTable", () => {
  test("any keys, some of them twice -> what a Map has of them, whose first values stay", () => {
    const some = fc.array(fc.tuple(key, fc.uint8Array({ minLength: 16, maxLength: 16 })), {
      maxLength: 3000,
    });
    fc.assert(
      fc.property(some, key, (pairs, another) => {
        const table = new KeyTable({ withValues: true });
        const expected = new Map<string, Uint8Array>();
        for (const [each, value] of pairs) {
          const isNew = !expected.has(nameOf(each));
          expect(table.add(each, value)).toBe(isNew);
          if (isNew) expected.set(nameOf(each), value);
        }
        expect(table.size).toBe(expected.size);
        // The key of zeros is among them now and then.
        for (const [each] of pairs) expect(table.get(each)).toEqual(expected.get(nameOf(each)));
        expect(table.has(another)).toBe(expected.has(nameOf(another)));
      }),
      { numRuns: 30 },
    );
  });

  test("100,000 keys that are counted up, and as many strangers -> each told apart", () => {
    const table = new KeyTable();
    const numbered = (number: number): Uint8Array => {
      const bytes = new Uint8Array(17);
      new DataView(bytes.buffer).setUint32(13, number);
      // Not at a word's beginning.
      return bytes.subarray(1);
    };
    for (let number = 0; number < 100_000; number += 1) table.add(numbered(2 * number));
    let found = 0;
    for (let number = 0; number < 200_000; number += 1) if (table.has(numbered(number))) found += 1;
    expect({ size: table.size, found }).toEqual({ size: 100_000, found: 100_000 });
  });
});
