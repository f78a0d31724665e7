import { refuseDuplicates } from "../mapping/duplicates.ts";
import { keyOfMapped, type MappedRow, mapRow } from "../mapping/mapRow.ts";
import type { MappedTable } from "../mapping/table.ts";
import { isUnmigrated, type Reject } from "../shared/reject.ts";
import type { Outdated, OutdatedArgs } from "../shared/sync.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { type ExistingOf, findExisting } from "./existing.ts";
import type { StoredDocument } from "./lookup.ts";
import { lookUpDocument } from "./lookUpDocument.ts";
import { joinedCountsOf, type Stored } from "../mapping/outcome.ts";
import { placeAll } from "./placeAll.ts";
import type { Placed } from "../mapping/placeRefs.ts";
import { type Store, storeFor } from "./store.ts";
import { planDocument } from "./storeDocument.ts";
import { tableOf } from "./tableOf.ts";

/** What a load would make of a row. `written`: it would insert or change a document. */
type Fate = { row: MappedRow; placed: Placed; stored: Stored | { kind: "written" } };

/** Which of these rows a load would change something for, and how the others stand. It goes the way that a load goes. */
export async function outdatedRows(
  ctx: QueryCtx,
  migration: Migration,
  args: OutdatedArgs,
): Promise<Outdated> {
  const table = tableOf(migration.mapping, args.table);
  const mapped = refuseDuplicates(args.rows.map((row) => mapRow(table, row)));
  const keys = [...new Set(mapped.map(keyOfMapped))];
  const { rejects } = migration.components.supabaseToConvex;
  const notes = Map.groupBy(
    await ctx.runQuery(rejects.notes, { runId: args.runId, table: table.target, keys }),
    ({ key }) => key,
  );
  const { fates, existingOf } = await fatesOf(ctx, migration, table, mapped, args);
  const documentOf = await documentsOf(ctx, migration, table, fates, existingOf);
  const isLookup = table.lookup !== undefined;
  const found: Outdated = {
    ...{ candidates: [], skipped: [], hidden: [] },
    open: fates.flatMap(({ placed }) => (isOpen(placed) ? [placed.legacyId] : [])),
    joined: joinedCountsOf(
      fates.map(({ row, stored }) => ({ joined: row.joined, stored: settledAs(stored) })),
    ),
  };
  for (const [key, group] of Map.groupBy(fates, ({ row }) => keyOfMapped(row))) {
    sortIn(found, key, { group, notes: notes.get(key) ?? [], documentId: documentOf(key), isLookup });
  }
  return found;
}

async function fatesOf(
  ctx: QueryCtx,
  migration: Migration,
  table: MappedTable,
  mapped: readonly MappedRow[],
  args: OutdatedArgs,
): Promise<{ fates: Fate[]; existingOf: ExistingOf }> {
  const sync = args.sync ?? "{}";
  const placed = await placeAll(ctx, migration, mapped, { hints: "{}", dryRun: false, sync });
  const store = await storeFor(ctx, migration, table, placed, { ...args, sync, lookup: true, retry: false });
  const fates = await Promise.all(
    mapped.map(async (row, at): Promise<Fate> => {
      const each = placed[at] as Placed;
      if (table.lookup)
        return { row, placed: each, stored: await lookUpDocument(ctx, table, table.lookup, each) };
      return { row, placed: each, stored: await fateOf(ctx, store, each) };
    }),
  );
  return { fates, existingOf: store.existingOf };
}

async function fateOf(ctx: QueryCtx, store: Store, placed: Placed): Promise<Fate["stored"]> {
  if (placed.kind === "skip") return { kind: "skipped", reason: placed.reason };
  if (placed.kind === "reject") return placed;
  const planned = await planDocument(ctx, store, placed);
  if (planned.kind === "settled") return planned.stored;
  if (planned.kind === "change" && isNulledByPass(store, planned, placed)) {
    return { kind: "matched", id: planned.document._id, before: undefined, fingerprint: undefined };
  }
  return { kind: "written" };
}

/** A pass has cleared the legacy field of a ref that its mapping leaves out where there is no parent. */
function isNulledByPass(
  { table }: Store,
  { document, changes }: { document: StoredDocument; changes: Readonly<Record<string, unknown>> },
  { document: wanted }: Extract<Placed, { kind: "document" }>,
): boolean {
  const cleared = new Set(
    table.fields.flatMap((field) =>
      field.kind === "ref" &&
      field.orphan === "null" &&
      field.legacyField !== undefined &&
      wanted[field.legacyField] !== undefined &&
      (document[field.field] ?? null) === null
        ? [field.field, field.legacyField]
        : [],
    ),
  );
  return Object.keys(changes).every((field) => cleared.has(field));
}

/** The document that each key has now: of a lookup table the one that its link names. */
async function documentsOf(
  ctx: QueryCtx,
  { components }: Migration,
  table: MappedTable,
  fates: readonly Fate[],
  known: ExistingOf,
): Promise<(key: string) => string | null> {
  if (table.lookup) {
    const { links } = components.supabaseToConvex;
    const legacyIds = [...new Set(fates.map(({ row }) => keyOfMapped(row)))];
    const found = await ctx.runQuery(links.find, { table: table.target, legacyIds });
    const linked = new Map(found.map(({ legacyId, documentId }) => [legacyId, documentId]));
    return (key) => linked.get(key) ?? null;
  }
  // Those of rows that are to have a document have been looked for.
  const others = fates.flatMap(({ row, placed }) => (placed.kind === "document" ? [] : [keyOfMapped(row)]));
  const existingOf = await findExisting(
    ctx,
    table,
    [...new Set(others)].filter((key) => key !== ""),
  );
  return (key) => (known(key)[0] ?? existingOf(key)[0])?._id ?? null;
}

type Group = {
  group: readonly Fate[];
  notes: readonly Reject[];
  documentId: string | null;
  isLookup: boolean;
};

function sortIn(found: Outdated, key: string, { group, notes, documentId, isLookup }: Group): void {
  const unmigrated = notes.filter(({ kind }) => isUnmigrated(kind));
  const isWritten = group.some(({ stored }) => stored.kind === "written");
  const candidate = (): void => {
    found.candidates.push({
      ...{ key, documentId, noted: isNoted(group, notes) },
      kind: isWritten ? (documentId === null ? "insert" : "update") : "note",
    });
  };
  const differing = notes.filter(({ kind }) => kind === "conflict" || kind === "stale");
  const rejects = group.flatMap(({ stored }) => (stored.kind === "reject" ? [stored.reject] : []));
  const first = group.find(({ stored }) => stored.kind !== "reject")?.stored;
  const sameNotes = alike(rejects, unmigrated);
  if (first?.kind === "skipped") {
    const { reason } = first;
    if (documentId === null) found.skipped.push({ key, reason });
    else if (!isLookup) found.hidden.push({ key, documentId, reason });
    // Its twins are rejects.
    if (documentId === null ? !alike(rejects, notes) : isLookup) candidate();
  } else if (first === undefined) {
    // What does not fit any more, and has its document, is noted as stale.
    const known = documentId === null ? sameNotes : alike(rejects, [...unmigrated, ...differing]);
    if (!known) candidate();
  } else if (first.kind === "matched") {
    const conflicts = first.notes ?? [];
    // A row that has stood for no document has no link.
    const isLinked = documentId === first.id || (documentId === null && !isLookup);
    if (!sameNotes || !isLinked || !alike(conflicts, differing)) candidate();
  } else candidate();
}

/** Whether the same is noted, by kind of trouble and field; a stale row is noted with the code of its reject. */
function alike(now: readonly Reject[], noted: readonly Reject[]): boolean {
  const name = ({ code, field = "" }: Reject): string => `${code} ${field}`;
  const left = noted.map(name);
  return (
    now.length === noted.length &&
    now.every((each) => {
      const at = left.indexOf(name(each));
      if (at !== -1) left.splice(at, 1);
      return at !== -1;
    })
  );
}

/** Convex refused the row as it is now, or its conflict is known: another attempt would say the same. */
function isNoted(group: readonly Fate[], notes: readonly Reject[]): boolean {
  const known = new Set(notes.flatMap(({ row }) => (row === undefined ? [] : [row])));
  return group.some(({ placed }) => placed.kind === "document" && known.has(placed.row));
}

const settledAs = (stored: Fate["stored"]): Stored =>
  stored.kind === "written"
    ? { kind: "matched", id: "" as never, before: undefined, fingerprint: undefined }
    : stored;

const isOpen = (placed: Placed): placed is Extract<Placed, { kind: "document" }> =>
  placed.kind === "document" &&
  [...placed.waiting.keys()].some(
    (field) => placed.document[field] === undefined || placed.document[field] === null,
  );
