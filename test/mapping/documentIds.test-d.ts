import type { GenericId } from "convex/values";
import { expectTypeOf, test } from "vitest";
import { documentIds } from "../../src/client/documentIds.ts";

test("documentIds is typed by the tables that it is told of", () => {
  const documentId = documentIds({ users: 10_001, orders: 10_002 });
  expectTypeOf(documentId("users", "0b9f")).toEqualTypeOf<GenericId<"users">>();
  expectTypeOf(documentId("orders", 7)).toEqualTypeOf<GenericId<"orders">>();
  // @ts-expect-error "invoices" is none of them
  documentId("invoices", 7);
  // @ts-expect-error a key is text, a number, a bigint, or several of these
  documentId("users", { id: 7 });
});
