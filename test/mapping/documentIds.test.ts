import { describe, expect, test } from "vitest";
import { documentIds } from "../../src/client/documentIds.ts";
import { LegacyIdError } from "../../src/client/legacyKey.ts";
import { encodeId } from "../../src/shared/convexId.ts";
import { idKeyOf } from "../../src/shared/idKey.ts";

const UUID = "550e8400-e29b-41d4-a716-446655440000";
const KNOWN = "j575a3m403h9pgemmwb48sjn8g000p41";

describe("documentIds", () => {
  test("the number of a table, or any id of it -> the same ids", () => {
    const other = encodeId(10_001, new Uint8Array(16));
    expect([
      documentIds({ users: 10_001 })("users", UUID),
      documentIds({ users: other })("users", UUID),
    ]).toEqual([KNOWN, KNOWN]);
  });

  test("numbers, bigints and composite keys -> the ids of their legacy ids", () => {
    const documentId = documentIds({ orders: 10_002, lineItems: 10_003 });
    const idOf = (number: number, table: string, legacyId: string) =>
      encodeId(number, idKeyOf(table, legacyId));
    expect([
      documentId("orders", 7),
      documentId("orders", 9007199254740993n),
      documentId("lineItems", [7, 1]),
      documentId("lineItems", ["a,b", "c"]),
    ]).toEqual([
      idOf(10_002, "orders", "7"),
      idOf(10_002, "orders", "9007199254740993"),
      idOf(10_003, "lineItems", "7,1"),
      idOf(10_003, "lineItems", "a\\,b,c"),
    ]);
  });

  test("a number that has lost digits -> BAD_KEY", () => {
    expect(() => documentIds({ orders: 10_002 })("orders", 2 ** 53)).toThrow(
      expect.objectContaining({ name: LegacyIdError.name, code: "BAD_KEY" }),
    );
  });

  test("text that is no id in place of a table's number -> refused without showing it", () => {
    expect(() => documentIds({ users: "10001" })).toThrow(
      "documentIds() expected an id of a document, found other text.",
    );
  });
});
