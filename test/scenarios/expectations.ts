import { createHash } from "node:crypto";
import { BigNumber } from "bignumber.js";

export type StoredDocument = Record<string, unknown> & { _id: string };

/** All documents of a target by table, told by the scenario's own means. */
export type Stored = Readonly<Record<string, StoredDocument[]>>;

export type ExpectedTable = {
  target: string | null;
  found: boolean;
  rows: number;
  migrated: number;
  inserted: number;
  matched: number;
  merged: number;
  skipped: number;
  rejected: number;
  orphans: number;
  /** Other targets that are filled from the same rows. */
  alsoFeeds?: Record<string, number>;
  note?: string;
};

/** What a scenario's expected.json holds; its `notation` says how to read it. */
export type Expected = {
  legacyId: Record<string, { field: string; index: string }> & { default: { field: string; index: string } };
  tables: Record<string, ExpectedTable>;
  targetAfter: Record<string, number>;
  totalRows: number;
  sums: Record<string, { target: string; sum: string; nonNull: number; targetSum?: string }>;
  figures: Record<string, number>;
  rejects: { table: string; key: string; field: string; reason: string }[];
  special: Record<string, Record<string, { target: string; why: string; doc: Record<string, unknown> }>>;
};

/**
 * A document's field in the notation of expected.json, so that the two compare as they are. `likeness` is the
 * expectation: it decides whether a string is told as text, as JSON text or as a ref.
 *
 * @param before Ids of the documents that were there before, with the scenario's own names for them.
 */
export function tell(
  value: unknown,
  likeness: unknown,
  stored: Stored,
  legacyField: string,
  before: ReadonlyMap<string, string> = new Map(),
): unknown {
  if (value === undefined) return { absent: true };
  if (value instanceof ArrayBuffer) return { bytes: Buffer.from(value).toString("hex") };
  if (typeof value === "bigint") return { int64: value.toString() };
  if (typeof value !== "string" || !isObject(likeness)) return value;
  if ("ref" in likeness && isObject(likeness.ref) && "targetBeforeKey" in likeness.ref) {
    return { ref: { table: likeness.ref.table, targetBeforeKey: before.get(value) } };
  }
  if ("ref" in likeness) return { ref: refOf(value, stored, legacyField) };
  if ("jsonText" in likeness) return { jsonText: sortedJson(value) };
  if ("text" in likeness) {
    const sha256 = createHash("sha256").update(value).digest("hex");
    return { text: { utf8Bytes: Buffer.byteLength(value), length: value.length, sha256 } };
  }
  return value;
}

/** The expectation with its JSON text told as {@link tell} tells it. */
export const expectation = (likeness: unknown): unknown =>
  isObject(likeness) && "jsonText" in likeness
    ? { jsonText: sortedJson(String(likeness.jsonText)) }
    : likeness;

function refOf(id: string, stored: Stored, legacyField: string): unknown {
  for (const [table, documents] of Object.entries(stored)) {
    const document = documents.find(({ _id }) => _id === id);
    if (document) return { table, legacyId: document[legacyField] };
  }
  return { table: "none", legacyId: id };
}

/** JSON text with sorted keys; numbers keep every digit, because they are compared as text. */
function sortedJson(text: string): string {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : `"number ${token}"`,
  );
  return JSON.stringify(JSON.parse(quoted), (_key, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}

/** The exact sum of a field over all documents, with as many decimals as the figures have. */
export function sumOf(documents: StoredDocument[], field: string): { sum: string; nonNull: number } {
  const texts = documents.flatMap((document) =>
    document[field] === undefined ? [] : [String(document[field])],
  );
  const decimals = Math.max(0, ...texts.map((text) => text.split(".")[1]?.length ?? 0));
  const sum = texts.reduce((total, text) => total.plus(text), new BigNumber(0));
  return { sum: sum.toFixed(decimals), nonNull: texts.length };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
