import type { GenericDatabaseReader, GenericDataModel } from "convex/server";
import type { GenericId } from "convex/values";
import type { Mapping } from "../mapping/mapping.ts";
import { legacyIdOf } from "../shared/legacyId.ts";
import { findByLegacyId } from "./lookup.ts";
import { tableOf } from "./tableOf.ts";

type KeyPart = string | number | bigint;

/** A primary key as an old link carries it: one value, or those of a composite key in the mapping's order. */
export type LegacyKey = KeyPart | readonly KeyPart[];

export type LegacyIdErrorCode = "BAD_KEY" | "AMBIGUOUS";

/** A key that cannot be looked up, or that stands for more than one document. */
export class LegacyIdError extends Error {
  override readonly name = "LegacyIdError";
  readonly code: LegacyIdErrorCode;

  constructor(code: LegacyIdErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

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
  const legacyId = legacyIdOf(keyParts(target, table.key, key));
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

function keyParts(target: string, columns: readonly string[], key: LegacyKey): string[] {
  // Text is taken as the document keeps it: of a composite key, its parts as they are joined there.
  const parts: readonly KeyPart[] = typeof key === "object" ? key : [key];
  const joined = typeof key === "string";
  if (!joined && parts.length !== columns.length) {
    throw new LegacyIdError(
      "BAD_KEY",
      `${target}: expected a key of ${columns.length} (${columns.join(", ")}), found ${parts.length}.`,
    );
  }
  return parts.map((part) => partOf(target, part));
}

function partOf(target: string, part: KeyPart): string {
  if (typeof part !== "number" || Number.isSafeInteger(part)) return String(part);
  throw new LegacyIdError(
    "BAD_KEY",
    `${target}: expected a key that a number holds exactly, found another number. Pass it as text or as a bigint.`,
  );
}
