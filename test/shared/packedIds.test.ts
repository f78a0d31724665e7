import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeId } from "../../src/shared/convexId.ts";
import { type PackedIds, packIds, unpackIds } from "../../src/shared/packedIds.ts";

// As a backend made them, of one table and one day, and what convex-facts of another table has.
const SAME_DAY = ["j971tn2nx9rcg8c4ezjf4ky9ws8jmct9", "j97bc2cmhqbqbrg16sfx2w8khd8jnqxf"];
const OTHER_TABLE = "j575a3m403h9pgemmwb48sjn8g000p41";

const bytesIn = (packed: PackedIds): number | "as they are" =>
  packed instanceof ArrayBuffer ? packed.byteLength : "as they are";

test.each<[string, (string | null)[], number | "as they are"]>([
  ["ids of one table and one day -> 14 bytes each and a head of 6", SAME_DAY, 6 + 2 * 14],
  ["with rows that have none -> the same", [null, ...SAME_DAY, null], 6 + 4 * 14],
  ["an id that was chosen rather than made -> 14 bytes", [OTHER_TABLE], 6 + 14],
  ["an id of nothing but zeros -> as it is", [null, encodeId(10_001, new Uint8Array(16))], "as they are"],
  ["ids of two tables -> as they are", [...SAME_DAY, OTHER_TABLE], "as they are"],
  ["a text that is no id, whatever its length -> as it is", ["10001;authors", "l".repeat(32)], "as they are"],
  ["an id with a wrong checksum -> as it is", [OTHER_TABLE.replace(/41$/, "42")], "as they are"],
  ["nothing but rows that have none -> as they are", [null, null], "as they are"],
])("%s", (_title, ids, bytes) => {
  const packed = packIds(ids);
  expect({ bytes: bytesIn(packed), ids: unpackIds(packed) }).toEqual({ bytes, ids });
});

/** Ids as Convex makes them, unpacked from bytes of which the head says which table and which day. */
const madeIds = fc
  .record({
    table: fc.integer({ min: 1, max: 2 ** 20 }),
    day: fc.uint8Array({ minLength: 2, maxLength: 2 }),
    own: fc.array(fc.uint8Array({ minLength: 14, maxLength: 14 }), { minLength: 1, maxLength: 20 }),
  })
  .map(({ table, day, own }) => {
    const varint = leb128(table);
    return unpackIds(
      new Uint8Array([varint.length, 2, ...varint, ...day, ...own.flatMap((each) => [...each])]).buffer,
    );
  });

function leb128(number: number): number[] {
  return number < 128 ? [number] : [(number & 127) | 128, ...leb128(number >> 7)];
}

test("ids of any table and any text -> packed and unpacked, the same", () => {
  const none = fc.constant(null);
  fc.assert(
    fc.property(
      fc.oneof(
        madeIds,
        fc.array(fc.oneof(fc.string(), none)),
        fc.tuple(madeIds, madeIds).map((two) => two.flat()),
      ),
      (ids) => {
        expect(unpackIds(packIds(ids))).toEqual(ids);
      },
    ),
  );
});

test("ids that Convex made -> 14 bytes each, whatever the table", () => {
  fc.assert(
    fc.property(madeIds, (ids) => {
      const packed = packIds(ids);
      fc.pre(ids.some((id) => id !== null));
      expect(bytesIn(packed)).toBeLessThanOrEqual(7 + 14 * ids.length);
    }),
  );
});
