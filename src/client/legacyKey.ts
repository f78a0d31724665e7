import { legacyIdOf } from "../shared/legacyId.ts";

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
 * A key as its document keeps it. Text is taken as it is: of a composite key, its parts as they are joined there.
 *
 * @throws LegacyIdError `BAD_KEY` for a number that has lost digits.
 */
export const legacyIdOfKey = (table: string, key: LegacyKey): string =>
  legacyIdOf((typeof key === "object" ? key : [key]).map((part) => partOf(table, part)));

function partOf(table: string, part: KeyPart): string {
  if (typeof part !== "number" || Number.isSafeInteger(part)) return String(part);
  throw new LegacyIdError(
    "BAD_KEY",
    `${table}: expected a key that a number holds exactly, found another number. Pass it as text or as a bigint.`,
  );
}
