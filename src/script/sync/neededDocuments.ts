import { type PlanTable, sourceName } from "../../shared/plan.ts";
import { reasonNeeded } from "../../shared/sync.ts";
import type { DocumentWithIds } from "../../shared/verification.ts";
import { batchRow, cutRows } from "../cutBatches.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { notedRows } from "../notedRows.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";
import { keysReferring } from "./childRows.ts";
import { type GoneRow, notedKeys } from "./goneRows.ts";
import { look } from "./look.ts";
import type { SyncTable } from "./sendRows.ts";
import type { SyncedTable } from "./syncState.ts";

const KEYS_PER_CALL = 100;

/** Rows whose documents refer to a document, by that one's id. */
type Needs = Map<string, { table: string; key: string }[]>;

/**
 * The documents of a table that are to be deleted, and which of them stay, because another one that stays refers to them
 * and cannot let go: its row would be an orphan, or does not fit as it is now, or its document is not as its row is. A
 * document that stays so needs in its turn those that it refers to.
 *
 * @param tables In the order in which they are loaded: what is to be deleted of later ones is deleted already.
 */
export async function withNeeds(
  { table, deletable }: SyncedTable,
  tables: readonly SyncedTable[],
  ofTable: (table: PlanTable) => SyncTable,
): Promise<GoneRow[]> {
  if (deletable.length === 0) return [];
  const { io } = ofTable(table);
  const needs: Needs = new Map();
  const own = tables.findIndex((each) => each.table === table);
  for (const [at, child] of tables.entries()) {
    const left = child.deletable.map(({ key }) => key);
    const keys = new Set(await keysHolding(ofTable(child.table), table, deletable));
    for (const key of left) {
      if (at > own) keys.add(key);
      else keys.delete(key);
    }
    await addNeeds(io, child.table, [...keys], needs);
  }
  // Of its own those that stay may need others.
  const staying = new Set<string>();
  for (;;) {
    const more = deletable.filter(({ documentId }) => needs.has(documentId) && !staying.has(documentId));
    if (more.length === 0) break;
    for (const { documentId } of more) staying.add(documentId);
    const keys = more.map(({ key }) => key);
    await addNeeds(io, table, keys, needs);
  }
  return staying.size === 0 ? deletable : withConflicts(io, table, deletable, needs);
}

/** Keys of rows whose documents may refer to a parent that is gone, and will go on to. */
async function keysHolding(
  of: SyncTable,
  parent: PlanTable,
  gone: readonly GoneRow[],
): Promise<readonly string[]> {
  const { io, table } = of;
  const refs = table.refs.filter((ref) => ref.table === parent.target);
  if (refs.length === 0) return [];
  const keys = await notedKeys(io, table.target, ["stale", "conflict"]);
  const parents = gone.map(({ key }) => key);
  for (const ref of refs) {
    const children = await keysReferring(io, table, ref, parents);
    const letGo = ref.orphan !== "reject" || ref.deferred;
    keys.push(...(letGo ? await keysDiffering(of, children) : children));
  }
  return keys;
}

/** Keys of rows that differ from their documents even now, after they were sent: these stay as they are. */
async function keysDiffering(of: SyncTable, keys: readonly string[]): Promise<string[]> {
  const { io, table } = of;
  const differing: string[] = [];
  for (let at = 0; at < keys.length; at += KEYS_PER_CALL) {
    const found = await rowsOfKeys(io, table, keys.slice(at, at + KEYS_PER_CALL));
    const rows = [...found.values()].flat().map((row) => batchRow(row, table.key));
    for (const lot of cutRows(rows)) {
      const { candidates } = await look(io, of, lot.rows);
      differing.push(...candidates.map(({ key }) => key));
    }
  }
  return differing;
}

async function addNeeds(
  { deployment, module }: Pick<MigrationIo, "deployment" | "module">,
  { target: table, source }: PlanTable,
  keys: readonly string[],
  needs: Needs,
): Promise<void> {
  for (let at = 0; at < keys.length; at += KEYS_PER_CALL) {
    const args = { table, ids: [], legacyIds: keys.slice(at, at + KEYS_PER_CALL), withIds: true };
    const documents = await deployment.call<DocumentWithIds[]>(`${module}:legacyIds`, args);
    for (const { legacyId, ids = [] } of documents) {
      for (const id of new Set(ids)) {
        needs.set(id, [...(needs.get(id) ?? []), { table: sourceName(source), key: legacyId ?? "" }]);
      }
    }
  }
}

async function withConflicts(
  io: Pick<MigrationIo, "deployment" | "module">,
  { target }: PlanTable,
  deletable: readonly GoneRow[],
  needs: Needs,
): Promise<GoneRow[]> {
  const noted = new Map<string, string>();
  for await (const { key, reason } of notedRows(io, target, ["conflict"])) noted.set(key, reason);
  return deletable.map((each) => {
    const [first, ...others] = needs.get(each.documentId) ?? [];
    if (first === undefined) return each;
    const neededBy = { ...first, others: others.length };
    return { ...each, neededBy, isNoted: noted.get(each.key) === reasonNeeded(neededBy) };
  });
}
