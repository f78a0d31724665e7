import type { GenericId } from "convex/values";
import { placeholderOf } from "../shared/documentId.ts";
import { legacyIdOf } from "../shared/legacyId.ts";

type KeyPart = string | number | bigint;

/**
 * In `isolation`, the id of the document that was made of a row: nobody knows it before the row is migrated. It may be
 * part of a longer text, such as the subject that Convex Auth gives its users.
 *
 * @param key The row's primary key; the columns of a composite one as an array, in the mapping's order.
 * @example as: { subject: `${documentId("users", "0b9f…")}|session` }, args: { teamId: documentId("teams", 7) }
 */
export const documentId = <Table extends string>(
  table: Table,
  key: KeyPart | readonly KeyPart[],
): GenericId<Table> => {
  const parts = (Array.isArray(key) ? (key as readonly KeyPart[]) : [key as KeyPart]).map(String);
  return placeholderOf({ table, legacyId: legacyIdOf(parts) }) as GenericId<Table>;
};
