import { type Infer, type Value, v } from "convex/values";
import { type ContentHash, hashOfEntries, hashOfText } from "./contentHash.ts";

/**
 * Few, so that the ledger keeps little for each row. They tell a document from what it was: of four thousand million changes
 * one goes unseen. They prove nothing to an adversary.
 */
export const FINGERPRINT_BYTES = 4;

/**
 * A field that fingerprints of a table's documents cover. With `waits` it is a ref that a pass resolves: until then
 * `legacyField` has the legacy id of its parent in `table`.
 */
export const vCoveredField = v.object({
  field: v.string(),
  waits: v.optional(v.object({ legacyField: v.string(), table: v.string() })),
  /** The keys of an object that it is about; its other keys are the app's own. */
  keys: v.optional(v.array(v.string())),
});
export type CoveredField = Infer<typeof vCoveredField>;

/** The fields that fingerprints cover which a mapping with this hash made. */
export const vShape = v.object({
  table: v.string(),
  hash: v.string(),
  fields: v.array(vCoveredField),
  /** Fields that are set or cleared when a document is stored though no row decides them: fingerprints leave them out. */
  beside: v.optional(v.array(v.string())),
});
export type Shape = Infer<typeof vShape>;

/** @param unread Fields that are the app's own, because the source has no column for them; keys of objects by their paths. */
export function withoutUnread(
  fields: readonly CoveredField[],
  unread: Iterable<string> = [],
): CoveredField[] {
  const own = new Set(unread);
  if (own.size === 0) return [...fields];
  return fields
    .filter(({ field }) => !own.has(field))
    .map(({ field, keys, ...rest }) => ({
      ...{ field, ...rest },
      ...(keys && { keys: keys.filter((key) => !own.has(`${field}.${key}`)) }),
    }));
}

/** What a pass writes. */
export const waitingFields = (fields: readonly CoveredField[]): CoveredField[] =>
  fields.filter(({ waits }) => waits !== undefined);

/**
 * What tells one content of a document from another.
 *
 * @param waiting Legacy ids of the parents of refs that wait for a pass, by field: a ref counts by its parent, resolved or not.
 */
export function fingerprintOf(
  fields: readonly CoveredField[],
  document: Readonly<Record<string, Value | undefined>>,
  waiting: ReadonlyMap<string, string>,
): Uint8Array {
  const [hash] = hashOfEntries(
    fields.map(({ field, waits, keys }) => {
      const parent = waits && waiting.get(field);
      // No value of a document is an object with such a key.
      if (parent !== undefined) return [field, { $parent: parent }] as const;
      return [field, keys === undefined ? document[field] : onlyKeys(document[field], keys)] as const;
    }),
  );
  return bytesOf(hash);
}

/** Nothing, if the object has none of them: the app may have made it for keys of its own. */
function onlyKeys(value: Value | undefined, keys: readonly string[]): Value | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof ArrayBuffer)
    return value;
  const some = Object.entries(value).filter(([key]) => keys.includes(key));
  return some.length === 0 ? undefined : Object.fromEntries(some);
}

/** What stands in the ledger for a row without a document. */
export const fingerprintOfKey = (legacyId: string): Uint8Array => bytesOf(hashOfText(legacyId)[0]);

/**
 * What rows are looked for by. Of a million rows one in some thousand searches has the mark of another: what is found has to
 * be looked at, and the fingerprint of a key, which is the other half of its hash, tells whether a row without a document is
 * meant.
 */
export const markOfKey = (legacyId: string): Uint8Array => bytesOf(hashOfText(legacyId)[1]);

/** The fingerprints of a batch, one after the other; a row that has none takes zeros. */
export function packFingerprints(all: readonly (Uint8Array | undefined)[]): ArrayBuffer {
  const packed = new Uint8Array(all.length * FINGERPRINT_BYTES);
  for (const [at, fingerprint] of all.entries()) packed.set(fingerprint ?? [], at * FINGERPRINT_BYTES);
  return packed.buffer;
}

/** Of a document that the batch only names: whatever it left of it was left by an earlier one. */
export const isNoFingerprint = (fingerprint: ArrayBuffer): boolean =>
  new Uint8Array(fingerprint).every((byte) => byte === 0);

export const fingerprintAt = (packed: ArrayBuffer, at: number): ArrayBuffer =>
  packed.slice(at * FINGERPRINT_BYTES, (at + 1) * FINGERPRINT_BYTES);

/** As text that two fingerprints share where they are the same. */
export const fingerprintText = (fingerprint: ArrayBuffer | Uint8Array): string =>
  Array.from(new Uint8Array(fingerprint), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const fingerprintOfText = (text: string): Uint8Array =>
  Uint8Array.from({ length: FINGERPRINT_BYTES }, (_byte, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );

/** Zeros stand for no fingerprint. */
function bytesOf(word: ContentHash[0]): Uint8Array {
  const bytes = new Uint8Array(FINGERPRINT_BYTES);
  new DataView(bytes.buffer).setUint32(0, word === 0 ? 1 : word);
  return bytes;
}
