import type { GenericDatabaseReader, GenericDataModel } from "convex/server";
import type { GenericId } from "convex/values";
import type { Mapping } from "../mapping/mapping.ts";
import { type LegacyKey, LegacyIdError, legacyIdOfKey } from "./legacyKey.ts";
import { findByLegacyId } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";

/**
 * The id of the document that was made of a source row, or null where there is none.
 *
 * @throws ConvexError<MigrationErrorData> `UNKNOWN_TABLE` for a table that the mapping does not fill.
 * @throws LegacyIdError `BAD_KEY` for a key that is none of the table's, `AMBIGUOUS` where two documents carry it.
 */
export async function findIdOf(
  db: GenericDatabaseReader<GenericDataModel>,
  mapping: Mapping,
  target: string,
  key: LegacyKey,
): Promise<GenericId<string> | null> {
  const table = tableOf(mapping, target);
  checkParts(target, table.key, key);
  const legacyId = legacyIdOfKey(target, key);
  const [found, another] = await findByLegacyId(db, target, table.legacyId, legacyId);
  if (another !== undefined) {
    throw new LegacyIdError(
      "AMBIGUOUS",
      `${target} ${legacyId}: expected one document with this ${table.legacyId.field}, found several. ` +
        "Delete the documents that carry it until one is left.",
    );
  }
  return found?._id ?? null;
}

function checkParts(target: string, columns: readonly string[], key: LegacyKey): void {
  // Text may be a composite key with its parts joined.
  const parts = typeof key === "object" ? key.length : 1;
  if (typeof key === "string" || parts === columns.length) return;
  throw new LegacyIdError(
    "BAD_KEY",
    `${target}: expected a key of ${columns.length} (${columns.join(", ")}), found ${parts}.`,
  );
}
