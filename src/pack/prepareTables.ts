import type { Value } from "convex/values";
import { coveredFields } from "../mapping/coveredFields.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { isOpenRef, type OpenRef, type Parent, type ParentOf } from "../mapping/openRef.ts";
import { allRefsOf, loadedAtFieldsOf, type MappedRef, type MappedTable, refsOf } from "../mapping/table.ts";
import { SetupError } from "../script/errors.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import type { DecidingTable } from "./decideRows.ts";
import { type ExistingDocuments, readExisting } from "./existingDocuments.ts";
import { TargetDocuments } from "./targetDocuments.ts";

/** Fields of indexes by the indexes' names. */
type Indexes = ReadonlyMap<string, readonly string[]>;

const MISSING: Parent = { kind: "missing" };

export type Target = Pick<MigrationIo, "deployment" | "module">;

/** Whether documents of the table are there and stay: those that rows adopt, or that are only looked up. */
export const stays = ({ match, lookup }: MappedTable): boolean => match !== undefined || lookup !== undefined;

type Prepare = {
  target: Target | undefined;
  numbers: ReadonlyMap<string, number>;
  nowMs: number;
  withFingerprints: boolean;
};

/** A table that refs lead to and that the mapping does not fill: its documents are there, and stay. */
type Outside = Pick<MappedTable, "target" | "match" | "lookup">;

/** What deciding rows takes, for every table; documents that stay are asked for. @throws SetupError where nobody can be */
export async function prepareTables(
  mapping: Mapping,
  { target, numbers, nowMs, withFingerprints }: Prepare,
): Promise<ReadonlyMap<string, DecidingTable>> {
  const refs = mapping.tables.flatMap(allRefsOf);
  const referred = new Set(refs.map(({ table }) => table));
  const outside = [...referred]
    .filter((table) => !mapping.byTarget.has(table))
    .map((table): Outside => ({ target: table, match: undefined, lookup: undefined }));
  const staying = [...mapping.tables.filter(stays), ...outside];
  if (target === undefined && staying.length > 0) throw noTarget(staying);
  const documents = new Map<string, TargetDocuments>();
  const add = (
    table: Outside,
    existing: ExistingDocuments | undefined,
    indexes: Indexes,
  ): TargetDocuments => {
    const ofTable = new TargetDocuments({
      ...{ table: table.target, number: numbers.get(table.target) ?? 0, existing, indexes },
      isReferred: referred.has(table.target),
    });
    documents.set(table.target, ofTable);
    return ofTable;
  };
  for (const table of target === undefined ? [] : outside) {
    const indexes = indexesOf(table, refs);
    add(table, await readExisting(target as Target, table, indexes), indexes);
  }
  const parentOf: ParentOf = (open) => parentAmong(documents, open);
  // A ref that waits looks for its parent once all are decided.
  const parentNow: ParentOf = (open) => (mapping.deferred.has(open.ref) ? MISSING : parentOf(open));
  const prepared = new Map<string, DecidingTable>();
  for (const table of mapping.tables) {
    const indexes = indexesOf(table, refs);
    const existing = target && stays(table) ? await readExisting(target, table, indexes) : undefined;
    const ofTable = add(table, existing, indexes);
    const waiting = refsOf(table).filter((ref) => mapping.deferred.has(ref));
    prepared.set(table.target, {
      ...{ table, documents: ofTable, existing, deferred: mapping.deferred, waiting },
      parentOf: parentNow,
      beside: besideOf(table, nowMs),
      covered: withFingerprints && !stays(table) ? coveredFields(mapping, table) : undefined,
    });
  }
  return prepared;
}

/** The parent of a ref that waited. */
export const waitedParentOf =
  (prepared: ReadonlyMap<string, DecidingTable>): ParentOf =>
  ({ ref, legacyId }) =>
    prepared.get(ref.table)?.documents.byLegacyId(legacyId) ?? MISSING;

function parentAmong(documents: ReadonlyMap<string, TargetDocuments>, open: OpenRef): Parent {
  const { ref, legacyId, natural } = open;
  const among = documents.get(ref.table);
  if (among === undefined) return MISSING;
  if (natural === undefined || ref.natural === undefined) return among.byLegacyId(legacyId);
  const values: Value[] = [];
  for (const part of natural) {
    if (!isOpenRef(part)) {
      values.push(part);
      continue;
    }
    const parent = parentAmong(documents, part);
    if (parent.kind !== "found") return parent;
    values.push(parent.id);
  }
  return among.byNaturalKey(ref.natural.index, values);
}

/** The indexes by which refs, or its own rows, look for a table's documents. */
function indexesOf({ target, lookup }: Outside, refs: readonly MappedRef[]): Indexes {
  const natural = refs.flatMap((ref) =>
    ref.table === target && ref.natural !== undefined
      ? [[ref.natural.index, ref.natural.parts.map(({ field }) => field)] as const]
      : [],
  );
  return new Map([...natural, ...(lookup === undefined ? [] : [[lookup.index, lookup.fields] as const])]);
}

const besideOf = (table: MappedTable, nowMs: number): Record<string, number> =>
  Object.fromEntries(loadedAtFieldsOf(table).map((field) => [field, nowMs]));

const noTarget = (tables: readonly Outside[]): SetupError =>
  new SetupError(
    tables.map(({ target, match }) => ({
      table: target,
      message:
        `${target}: its documents are in the deployment already, and ${match ? "rows that match them" : "refs to them"} ` +
        "need their ids. Say where it is: CONVEX_URL with CONVEX_DEPLOY_KEY, or CONVEX_SELF_HOSTED_URL with CONVEX_SELF_HOSTED_ADMIN_KEY.",
    })),
    { next: "npx supabase-to-convex pack --help" },
  );
