import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeId, encodeId, FIRST_TABLE_NUMBER } from "../../src/shared/convexId.ts";
import { idKeyOf } from "../../src/shared/idKey.ts";

const KNOWN = "j575a3m403h9pgemmwb48sjn8g000p41";
const UUID = "550e8400-e29b-41d4-a716-446655440000";
const MAX_TABLE = 2 ** 32 - 1;

const tableNumber = fc.oneof(
  fc.integer({ min: 1, max: MAX_TABLE }),
  // Where the number takes another byte.
  fc.constantFrom(1, 127, 128, 16_383, 16_384, 2 ** 21 - 1, 2 ** 21, 2 ** 28 - 1, 2 ** 28, MAX_TABLE),
);
const key = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("ids of Convex", () => {
  test("a uuid in table 10001 -> the id that Convex knows it by, and back", () => {
    expect(encodeId(FIRST_TABLE_NUMBER, idKeyOf("users", UUID))).toBe(KNOWN);
    expect(decodeId(KNOWN)).toEqual({ table: 10_001, key: idKeyOf("users", UUID) });
  });

  test("every table and key -> the same table and key again", () => {
    fc.assert(
      fc.property(tableNumber, key, (table, bytes) => {
        expect(decodeId(encodeId(table, bytes))).toEqual({ table, key: bytes });
      }),
    );
  });

  test("every id + one letter that is another -> no id", () => {
    const letter = fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz");
    fc.assert(
      fc.property(tableNumber, key, fc.nat(), letter, (table, bytes, place, other) => {
        const id = encodeId(table, bytes);
        const at = place % id.length;
        fc.pre(id[at] !== other);
        expect(decodeId(id.slice(0, at) + other + id.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  test("other text -> no id, whatever it is", () => {
    const others = ["", "0", KNOWN.slice(1), `${KNOWN}0`, KNOWN.toUpperCase(), UUID, "il".repeat(16), "é"];
    expect(others.map(decodeId)).toEqual(others.map(() => undefined));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => decodeId(text) === undefined));
  });

  test.each([0, -1, 1.5, MAX_TABLE + 1, Number.NaN])("a table numbered %d -> refused", (table) => {
    expect(() => encodeId(table, new Uint8Array(16))).toThrow("A table's number is a whole one");
  });

  test("15 bytes -> refused", () => {
    expect(() => encodeId(10_001, new Uint8Array(15))).toThrow("An id takes 16 bytes, found 15.");
  });
});

describe("the 16 bytes of a key", () => {
  const hex = (table: string, legacyId: string): string =>
    Buffer.from(idKeyOf(table, legacyId)).toString("hex");

  test("every uuid -> its own bytes, in any table", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (uuid, table) => hex(table, uuid) === uuid.replaceAll("-", "")),
    );
  });

  test("another key -> the first 16 bytes of SHA-256 over table, NUL and key", () => {
    // printf 'orders\0007' | sha256sum
    expect(hex("orders", "7")).toBe("faf53b168ec4a01a24dd869ea492e4ba");
  });

  test("the same number in two tables, a uuid in capitals -> bytes of their own", () => {
    const keys = [
      hex("orders", "7"),
      hex("invoices", "7"),
      hex("orders", UUID),
      hex("orders", UUID.toUpperCase()),
    ];
    expect(new Set(keys).size).toBe(4);
  });
});
