import type { GenericId } from "convex/values";
import { decodeId, encodeId } from "../shared/convexId.ts";
import { idKeyOf } from "../shared/idKey.ts";
import { type LegacyKey, legacyIdOfKey } from "./legacyKey.ts";

/** Computes the id of the document that `pack` made of a source row. */
export type DocumentIdOf<Table extends string> = <Name extends Table>(
  table: Name,
  legacyId: LegacyKey,
) => GenericId<Name>;

/**
 * Computes the ids of documents that came with `pack` from the keys that their rows have in Supabase: without a lookup, in
 * the app or on a client, for old links and tokens, and for rows that other systems still write. It says nothing of whether
 * the document exists. Documents that `run` or the app inserted have other ids.
 *
 * @param tables The number of each table, as `pack` prints it, or the id of any of the table's documents.
 * @throws RangeError for a number that no table has, or for text that is no id of Convex.
 * @example
 * const documentId = documentIds({ users: 10001, orders: someOrderId });
 * documentId("users", "550e8400-e29b-41d4-a716-446655440000"); // Id<"users">
 */
export function documentIds<Table extends string>(
  tables: Readonly<Record<Table, number | string>>,
): DocumentIdOf<Table> {
  const numbers = new Map(Object.entries<number | string>(tables).map(([name, of]) => [name, numberOf(of)]));
  return <Name extends Table>(table: Name, legacyId: LegacyKey): GenericId<Name> => {
    const number = numbers.get(table);
    if (number === undefined) throw new RangeError(`documentIds() was not told the number of ${table}.`);
    return encodeId(number, idKeyOf(table, legacyIdOfKey(table, legacyId))) as GenericId<Name>;
  };
}

function numberOf(of: number | string): number {
  if (typeof of === "number") return of;
  const table = decodeId(of)?.table;
  if (table === undefined)
    throw new RangeError("documentIds() expected an id of a document, found other text.");
  return table;
}
