import type { Named } from "./names.ts";
import { namePool } from "./names.ts";

export type TableIndex = { name: string; fields: readonly string[] };

/** Indexes of one table that Convex takes, at most. */
const MAX_INDEXES = 32;

const LEGACY: TableIndex = { name: "by_legacy_id", fields: ["legacyId"] };

/**
 * The legacy id's index, those that natural keys need, then one for each ref as long as there is room.
 *
 * @returns also the fields that have gone without.
 */
export function indexesOf(
  natural: readonly (readonly string[])[],
  refs: readonly string[],
): { indexes: TableIndex[]; without: string[] } {
  const pool = namePool({ by_id: "Convex's own", by_creation_time: "Convex's own" });
  const wanted = [...natural, ...refs.map((field) => [field])];
  const distinct = wanted.filter(
    (fields, at) => wanted.findIndex((other) => other.join() === fields.join()) === at,
  );
  const take = (fields: readonly string[]): TableIndex => ({
    name: pool.take(indexName(fields)).name,
    fields,
  });
  pool.take({ name: LEGACY.name, because: undefined });
  const room = Math.max(MAX_INDEXES - 1, 0);
  return {
    indexes: [LEGACY, ...distinct.slice(0, room).map(take)],
    without: distinct.slice(room).flat(),
  };
}

/** `["userId"]` → `by_user`, `["replyTo"]` → `by_reply_to`, `["orgId", "slug"]` → `by_org_slug`. */
function indexName(fields: readonly string[]): Named {
  const words = fields.map((field) => {
    const snake = field.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
    return snake.replace(/(.)_id$/, "$1");
  });
  return { name: `by_${words.join("_")}`, because: undefined };
}
