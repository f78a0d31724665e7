import type { Value } from "convex/values";
import { refuseDuplicates } from "../mapping/duplicates.ts";
import { keyOfMapped, type MappedRow, mapRow } from "../mapping/mapRow.ts";
import { lookedUp, lookupValues } from "../mapping/lookUp.ts";
import { ambiguousDocument, namesSomebody, unmatched } from "../mapping/match.ts";
import type { ParentOf } from "../mapping/openRef.ts";
import type { Outcome, Stored } from "../mapping/outcome.ts";
import { type Placed, placeRefs, type Ready } from "../mapping/placeRefs.ts";
import type { MappedRef, MappedTable } from "../mapping/table.ts";
import { type CoveredField, fingerprintOf, withoutUnread } from "../shared/fingerprint.ts";
import { memberText, membersText } from "./documentText.ts";
import type { ExistingDocuments } from "./existingDocuments.ts";
import { indexKey, matchKey } from "./indexKey.ts";
import type { TargetDocuments } from "./targetDocuments.ts";
import type { TimedRow } from "./timedRows.ts";

/** A document that goes into the ZIP, without its creation time and the refs whose parents are not known yet. */
export type PackedDocument = {
  /** The members of its JSON object. */
  text: string;
  /** The legacy ids of the parents of refs that have to wait, by the position of the ref among those of the table. */
  open: readonly (readonly [ref: number, legacyId: string])[];
  /** The position of its row in the batch. */
  at: number;
};

export type DecidingTable = {
  table: MappedTable;
  documents: TargetDocuments;
  /** Of a table that stays. */
  existing: ExistingDocuments | undefined;
  parentOf: ParentOf;
  deferred: ReadonlySet<MappedRef>;
  /** The deferred refs of the table, in an order that `open` counts by. */
  waiting: readonly MappedRef[];
  /** Fields that no row decides, such as the time of the migration. */
  beside: Readonly<Record<string, Value>>;
  /** What fingerprints cover; undefined where nobody asks for them, for they take as long as all the rest. */
  covered: readonly CoveredField[] | undefined;
};

export type Decided = { rows: MappedRow[]; outcomes: Outcome[]; documents: PackedDocument[] };

/** What becomes of the rows of a batch, as a load decides it: each a document, adopted, skipped, or a reject. */
export function decideRows(
  deciding: DecidingTable,
  given: readonly Pick<TimedRow, "text" | "row">[],
): Decided {
  const rows = refuseDuplicates(given.map(({ text, row }) => mapRow(deciding.table, text, row)));
  const documents: PackedDocument[] = [];
  const outcomes = rows.map((row, at): Outcome => {
    const placed = row.kind === "document" ? placeRefs(row, deciding.parentOf, deciding.deferred) : row;
    const stored = storedOf(deciding, placed, (document) => documents.push({ ...document, at }));
    return {
      ...{ joined: row.joined, stored },
      ...(row.kind === "reject" ? {} : { legacyId: keyOfMapped(row) }),
      ...(placed.kind === "document" && stored.kind !== "reject" ? { notes: placed.notes } : {}),
    };
  });
  return { rows, outcomes, documents };
}

type Emit = (document: Omit<PackedDocument, "at">) => void;

function storedOf(deciding: DecidingTable, placed: Placed, emit: Emit): Stored {
  const { table, documents, existing } = deciding;
  if (table.lookup !== undefined) {
    const values = lookupValues(table.lookup, placed);
    if (!Array.isArray(values)) return values;
    const stored = lookedUp(
      (existing?.byIndex.get(table.lookup.index)?.get(indexKey(values)) ?? []) as never[],
    );
    if (stored.kind === "matched" && placed.kind === "document") documents.adopt(placed.legacyId, stored.id);
    return stored;
  }
  if (placed.kind === "skip") return { kind: "skipped", reason: placed.reason };
  if (placed.kind === "reject") return placed;
  const adopted = existing && adoptedBy(deciding, existing, placed);
  return adopted ?? insert(deciding, placed, emit);
}

/** What becomes of a row of a table that stays; undefined where a document is to be inserted for it. */
function adoptedBy(
  { table, documents }: DecidingTable,
  existing: ExistingDocuments,
  ready: Ready,
): Stored | undefined {
  const known = existing.byLegacyId.get(ready.legacyId);
  if (known === null) return ambiguousDocument(table, ready);
  if (known !== undefined) return matched(known);
  if (table.match === undefined) return undefined;
  const values = table.match.fields.map((field) => ready.document[field]);
  const key = namesSomebody(table.match, values) ? matchKey(table.match, values) : undefined;
  const free = key === undefined ? [] : (existing.free.get(key) ?? []);
  const [document, another] = free;
  if (key === undefined || document === undefined || another !== undefined) {
    const fate = unmatched(table, table.match, ready, another === undefined ? "none" : "several");
    return fate.kind === "stored" ? fate.stored : undefined;
  }
  // Another row must not adopt it too.
  existing.free.delete(key);
  documents.adopt(ready.legacyId, document);
  return matched(document);
}

const matched = (id: string): Stored => ({
  ...{ kind: "matched", id: id as never, before: undefined, fingerprint: undefined },
});

function insert(deciding: DecidingTable, ready: Ready, emit: Emit): Stored {
  const { documents, waiting, beside, covered } = deciding;
  const document = { ...ready.document, ...beside };
  const open = waiting.flatMap((ref, at) => {
    const legacyId = ready.waiting.get(ref.field);
    if (legacyId === undefined) return [];
    // Its place is taken by the id, unless the parent is not found.
    if (ref.legacyField !== undefined) delete document[ref.legacyField];
    return [[at, legacyId] as const];
  });
  const id = documents.insert(ready.legacyId, document);
  emit({ text: `${memberText("_id", id)},${membersText(document)}`, open });
  const fingerprint =
    covered === undefined
      ? NOTHING
      : fingerprintOf(withoutUnread(covered, ready.unread), ready.document, ready.waiting);
  return { kind: "inserted", id: id as never, fingerprint };
}

const NOTHING = new Uint8Array();
