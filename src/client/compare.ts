import { compareValues, type Value } from "convex/values";
import { describeValue } from "../mapping/converted.ts";
import { type MappedRow, mapRow } from "../mapping/mapRow.ts";
import type { OpenRef } from "../mapping/openRef.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { Comparison, Difference } from "../shared/verification.ts";
import { adoptedAmong } from "./adopted.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { findByLegacyId, getDocument, type StoredDocument } from "./lookup.ts";
import { Parents } from "./parents.ts";
import { tableOf } from "./tableOf.ts";

type CompareArgs = { runId: string; table: string; start: string; rows: string[] };
type Mapped = Extract<MappedRow, { kind: "document" }>;

/**
 * Maps rows of one batch again and compares them with the documents that the ledger names for it, field by field;
 * a ref is compared by what it points at. Documents are read by their ids, never by an index.
 */
export async function compareRows(
  ctx: QueryCtx,
  migration: Migration,
  args: CompareArgs,
): Promise<Comparison> {
  const { mapping, components } = migration;
  const table = tableOf(mapping, args.table);
  const { runId, start } = args;
  const ids = await ctx.runQuery(components.supabaseToConvex.batches.ids, {
    runId,
    table: table.target,
    start,
  });
  const mapped = args.rows.map((row) => mapRow(table, row));
  // A key that is noted stands for a row that was not migrated; it may have a twin that was, and nobody can tell which.
  const noted = await ctx.runQuery(components.supabaseToConvex.rejects.notedKeys, {
    ...{ runId, table: table.target, keys: mapped.map(keyOf) },
  });
  const accounted = new Set(noted.map(({ key }) => key));
  const rows = mapped.filter((row) => row.kind !== "skip").filter((row) => !accounted.has(keyOf(row)));
  const parents = new Parents(ctx, migration);
  const documents = await documentsByLegacyId(ctx, table, ids);
  for (const row of rows) {
    const document = documents.get(keyOf(row)) ?? (await retriedDocument(ctx, parents, table, row));
    if (document) documents.set(keyOf(row), document);
  }
  const documentIds = [...documents.values()].map(({ _id }) => _id);
  const adopted = await adoptedAmong(ctx, migration, table, documentIds);
  const differences: Difference[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const document = documents.get(key);
    if (row.kind === "reject") {
      differences.push({ key, field: row.reject.field ?? "", reason: row.reject.reason });
    } else if (document === undefined) {
      if (await isSkipped(parents, table, row)) continue;
      differences.push({ key, field: "", reason: "expected a document, found none" });
    } else if (!adopted.has(document._id)) {
      differences.push(...differing(key, row.document, document, table));
      for (const open of row.refs) {
        const difference = await differingRef(ctx, migration, parents, key, open, document);
        if (difference) differences.push(difference);
      }
    }
  }
  return { differences };
}

const keyOf = (row: MappedRow): string => (row.kind === "reject" ? row.reject.key : row.legacyId);

/** Without a document by the mapping's own word: an orphan that it skips, or a row that nothing or too much matched. */
async function isSkipped(parents: Parents, { match }: MappedTable, { refs }: Mapped): Promise<boolean> {
  if (match?.none === "skip" || match?.several === "skip") return true;
  for (const open of refs.filter(({ ref }) => ref.orphan === "skip")) {
    if ((await parents.find(open)).kind === "missing") return true;
  }
  return false;
}

/** A row that was rejected at first and tried again has its document in another batch. */
async function retriedDocument(
  ctx: QueryCtx,
  parents: Parents,
  table: MappedTable,
  row: MappedRow,
): Promise<StoredDocument | undefined> {
  if (row.kind !== "document") return undefined;
  if (await isSkipped(parents, table, row)) return undefined;
  const [document, another] = await findByLegacyId(ctx.db, table.target, table.legacyId, row.legacyId);
  return another === undefined ? document : undefined;
}

async function documentsByLegacyId(
  ctx: QueryCtx,
  table: MappedTable,
  ids: string[],
): Promise<Map<string, StoredDocument>> {
  const found = await Promise.all(ids.map((id) => getDocument(ctx.db, table.target, id)));
  const present = found.filter((document) => document !== null);
  return new Map(present.map((document) => [String(document[table.legacyId.field]), document]));
}

function differing(
  key: string,
  expected: Record<string, Value>,
  document: StoredDocument,
  table: MappedTable,
): Difference[] {
  return table.fields
    .filter((each) => each.kind !== "ref" && compareValues(expected[each.field], document[each.field]) !== 0)
    .map(({ field }) => ({
      key,
      field,
      reason: `expected ${describeValue(expected[field])}, found ${describeValue(document[field])}${
        describeValue(expected[field]) === describeValue(document[field]) ? " that differs" : ""
      }`,
    }));
}

async function differingRef(
  ctx: QueryCtx,
  { mapping }: Migration,
  parents: Parents,
  key: string,
  open: OpenRef,
  document: StoredDocument,
): Promise<Difference | undefined> {
  const { ref, legacyId, natural } = open;
  // A ref that its pass could not resolve keeps the legacy id: unresolved, and counted as such, but not wrong.
  const value = document[ref.field] ?? null;
  const waits = ref.legacyField !== undefined && document[ref.legacyField] === legacyId;
  if (waits && value === null) return undefined;
  const parent = typeof value === "string" ? await getDocument(ctx.db, ref.table, value) : null;
  if (natural || mapping.byTarget.get(ref.table)?.lookup) {
    const expected = await parents.find(open);
    if (expected.kind === "found" && expected.id === parent?._id) return undefined;
  } else if (parent !== null && parent[mapping.legacyIdOf(ref.table).field] === legacyId) return undefined;
  if (value === null && ref.orphan === "null" && (await parents.find(open)).kind === "missing")
    return undefined;
  const found = parent === null ? "none" : "another";
  return {
    key,
    field: ref.field,
    reason: `expected the document of ${ref.table} that the row refers to, found ${found}`,
  };
}
