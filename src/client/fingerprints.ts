import { coveredFields } from "../mapping/coveredFields.ts";
import { loadedAtFieldsOf, type MappedTable, refsOf } from "../mapping/table.ts";
import { type CoveredField, fingerprintOf, fingerprintText, type Shape } from "../shared/fingerprint.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import type { Renames } from "./renames.ts";

/** What the fingerprints of this mapping cover, for those who compare with them when the mapping has changed. */
export const shapesOf = ({ mapping, plan }: Migration): Shape[] =>
  plan.tables.flatMap(({ target, hash }) => {
    const table = mapping.byTarget.get(target);
    if (table === undefined || table.lookup !== undefined) return [];
    return [shapeOf(mapping, table, hash)];
  });

export function shapeOf(mapping: Migration["mapping"], table: MappedTable, hash: string): Shape {
  const fields = coveredFields(mapping, table);
  const waiting = new Set(fields.map(({ waits }) => waits?.legacyField));
  const cleared = refsOf(table).flatMap(({ legacyField }) =>
    legacyField === undefined ? [] : [legacyField],
  );
  const beside = [...loadedAtFieldsOf(table), ...cleared.filter((field) => !waiting.has(field))];
  return { table: table.target, hash, fields, ...(beside.length === 0 ? {} : { beside }) };
}

/** The fingerprint of a document as it is stored now. */
export async function fingerprintOfStored(
  ctx: QueryCtx,
  migration: Pick<Migration, "mapping">,
  fields: readonly CoveredField[],
  document: StoredDocument,
): Promise<Uint8Array> {
  return fingerprintOf(fields, document, await parentsIn(ctx, migration, fields, document, new Map()));
}

/** A document as a batch of this run left it. */
export type Left = {
  runId: string;
  table: string;
  fields: readonly CoveredField[];
  fingerprint: ArrayBuffer;
  /** When the batch was recorded: its fingerprint covers ids as documents had them then. */
  atMs: number;
};

/** What has to be known of others to tell whether a document is as it was left. */
export type Others = {
  /** Legacy ids of parents that are not there, or do not carry theirs, any more, by document id. */
  former: ReadonlyMap<string, string>;
  renames: Renames;
};

/** Whether a document is as a batch left it. */
export async function isAsLeft(
  ctx: QueryCtx,
  migration: Migration,
  left: Left,
  document: StoredDocument,
  { former, renames }: Others,
): Promise<boolean> {
  const { fields, fingerprint } = left;
  const parents = await parentsIn(ctx, migration, fields, document, former);
  const then = renames.at(document, left.atMs);
  const isEqual = (known: ReadonlyMap<string, string>): boolean =>
    fingerprintText(fingerprintOf(fields, then, known)) === fingerprintText(fingerprint);
  if (isEqual(parents)) return true;
  const empty = fields.flatMap(({ field, waits }) =>
    waits && !parents.has(field) && document[field] === undefined ? [field] : [],
  );
  if (empty.length === 0) return false;
  // A pass that found no parent left the ref out, where the mapping says so; its note has the parent's legacy id.
  const { rejects } = migration.components.supabaseToConvex;
  const key = document[migration.mapping.legacyIdOf(left.table).field];
  const args = { runId: left.runId, table: left.table, key: typeof key === "string" ? key : "" };
  const nulled = await ctx.runQuery(rejects.nulledParents, args);
  return withNulled(empty, nulled).some((more) => isEqual(new Map([...parents, ...more])));
}

/** Every way in which refs may have been left out: each for the want of one of its parents, or never filled. */
function withNulled(
  [field, ...others]: readonly string[],
  nulled: readonly { field: string; parent: string }[],
): [string, string][][] {
  if (field === undefined) return [[]];
  const rest = withNulled(others, nulled);
  const own = nulled.filter((each) => each.field === field);
  return [
    ...rest,
    ...own.flatMap(({ parent }) => rest.map((more) => [[field, parent] as [string, string], ...more])),
  ];
}

/** The legacy ids of the parents of refs that wait for a pass or have been resolved by it, by field. */
async function parentsIn(
  ctx: QueryCtx,
  { mapping }: Pick<Migration, "mapping">,
  fields: readonly CoveredField[],
  document: StoredDocument,
  former: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const parents = new Map<string, string>();
  for (const { field, waits } of fields) {
    if (waits === undefined) continue;
    const { [waits.legacyField]: open, [field]: id } = document;
    if (typeof open === "string") {
      parents.set(field, open);
    } else if (typeof id === "string") {
      const parent = former.has(id) ? null : await getDocument(ctx.db, waits.table, id);
      const legacyId = former.get(id) ?? parent?.[mapping.legacyIdOf(waits.table).field];
      if (typeof legacyId === "string") parents.set(field, legacyId);
    }
  }
  return parents;
}
