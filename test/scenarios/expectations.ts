import { createHash } from "node:crypto";
import { BigNumber } from "bignumber.js";
import { convexToJson, type JSONValue, type Value } from "convex/values";

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

type LegacyIds = Record<string, { field: string; index: string }> & {
  default: { field: string; index: string };
};

/** What a scenario's expected.json holds; its `notation` says how to read it. */
export type Expected = {
  legacyId: LegacyIds;
  tables: Record<string, ExpectedTable>;
  targetAfter: Record<string, number>;
  totalRows: number;
  sums: Record<string, { target: string; sum: string; nonNull: number; targetSum?: string }>;
  figures: Record<string, number>;
  rejects: { table: string; key: string; field: string; reason: string; text?: object }[];
  special: Record<string, Record<string, { target: string; why: string; doc: Record<string, unknown> }>>;
};

/** A target as the expectations speak of it. */
export type Target = {
  stored: Stored;
  legacyId: LegacyIds;
  /** The scenario's own names of documents that were there before, by id. */
  before?: ReadonlyMap<string, string>;
  /** What encrypted values say, by envelope. */
  opened?: ReadonlyMap<string, string>;
};

const legacyFieldOf = (legacyId: LegacyIds, table: string): string =>
  (legacyId[table] ?? legacyId.default).field;

/** The documents that stand for the source row with this key, which a composite key writes `column=value,column=value`. */
export function documentsOf({ stored, legacyId }: Target, table: string, key: string): StoredDocument[] {
  const parts = key.includes("=") ? key.split(",").map((part) => part.split("=")[1]) : [key];
  const legacy = legacyFieldOf(legacyId, table);
  return (stored[table] ?? []).filter((document) => document[legacy] === parts.join(","));
}

/**
 * A document's field in the notation of expected.json, so that the two compare as they are. `likeness` is the
 * expectation: it decides whether a string is told as text, as JSON text or as a ref.
 */
export function tell(value: unknown, likeness: unknown, target: Target): unknown {
  if (value === undefined) return { absent: true };
  if (value instanceof ArrayBuffer) return { bytes: Buffer.from(value).toString("hex") };
  if (typeof value === "bigint") return { int64: value.toString() };
  if (!isObject(likeness)) return value;
  if ("anyNumber" in likeness) return { anyNumber: typeof value === "number" && value > 0 };
  if (typeof value !== "string") return value;
  if ("ref" in likeness && isObject(likeness.ref) && "targetBeforeKey" in likeness.ref) {
    return { ref: { table: likeness.ref.table, targetBeforeKey: target.before?.get(value) } };
  }
  if ("ref" in likeness) return { ref: refOf(value, target) };
  if ("encrypted" in likeness) return { encrypted: target.opened?.get(value) };
  if ("jsonText" in likeness) return { jsonText: sortedJson(value) };
  if ("text" in likeness) return { text: measured(value) };
  return value;
}

/** A long text, as the expectations tell it. */
export const measured = (text: string) => ({
  utf8Bytes: Buffer.byteLength(text),
  length: text.length,
  sha256: createHash("sha256").update(text).digest("hex"),
});

/** The expectation with its JSON text told as {@link tell} tells it. */
export const expectation = (likeness: unknown): unknown =>
  isObject(likeness) && "jsonText" in likeness
    ? { jsonText: sortedJson(String(likeness.jsonText)) }
    : likeness;

function refOf(id: string, { stored, legacyId }: Target): unknown {
  for (const [table, documents] of Object.entries(stored)) {
    const document = documents.find(({ _id }) => _id === id);
    if (document) return { table, legacyId: document[legacyFieldOf(legacyId, table)] };
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

/**
 * Every document of a target, told without what differs from one deployment to the next: an id is the name of its
 * document, wherever it stands.
 *
 * @param fickle Fields that differ by their nature, such as `orders.migratedAt`.
 */
export function comparable(
  { stored, legacyId, before = new Map() }: Target,
  fickle: readonly string[],
): Record<string, JSONValue[]> {
  const names = new Map(
    Object.entries(stored).flatMap(([table, documents]) =>
      documents.map((document) => {
        const own = `${table}/${document[legacyFieldOf(legacyId, table)]}`;
        return [document._id, before.get(document._id) ?? own] as const;
      }),
    ),
  );
  const told = (table: string, { _creationTime, ...fields }: StoredDocument): JSONValue => {
    const lasting = Object.entries(fields).filter(([field]) => !fickle.includes(`${table}.${field}`));
    const json = JSON.stringify(convexToJson(Object.fromEntries(lasting) as Record<string, Value>));
    return JSON.parse(json, (_key, value) => names.get(value) ?? value);
  };
  const byName = (a: StoredDocument, b: StoredDocument): number =>
    (names.get(a._id) ?? "") < (names.get(b._id) ?? "") ? -1 : 1;
  return Object.fromEntries(
    Object.entries(stored).map(([table, documents]) => [
      table,
      documents.toSorted(byName).map((document) => told(table, document)),
    ]),
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
