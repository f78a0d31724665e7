import type { Value } from "convex/values";
import type { Origin, SettledRow } from "../../shared/batch.ts";
import type { Outdated } from "../../shared/sync.ts";
import { type BatchRow, halves, legacyIdOfRow } from "../cutBatches.ts";
import { isRefusal } from "../deployment.ts";
import type { HintCache } from "../hintCache.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { PlanTable } from "../../shared/plan.ts";

/** What the ledger has of rows and their documents, by legacy id and by document id. */
export type Known = { settled: Record<string, SettledRow>; bases: Record<string, Origin | null> };

export const NOTHING_FOUND: Outdated = { candidates: [], skipped: [], hidden: [], open: [], joined: [] };

/** Asks Convex which of these rows a load would change something for; rows of one key are together. It only reads. */
export async function look(
  io: Pick<MigrationIo, "deployment" | "module">,
  { runId, table, hints }: { runId: string; table: PlanTable; hints: HintCache },
  rows: readonly BatchRow[],
  known?: Known,
): Promise<Outdated> {
  if (rows.length === 0) return NOTHING_FOUND;
  const args: Record<string, Value> = {
    ...{ runId, table: table.target, rows: rows.map(({ text }) => text) },
    matches: hints.matchesForRows(table, rows),
    ...(known && { bases: JSON.stringify(known.bases), sync: JSON.stringify(known.settled) }),
  };
  try {
    return await io.deployment.call<Outdated>(`${io.module}:outdated`, args);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [first, second] = halves(rows);
    // A row that Convex cannot even look at is one to send: then it is noted as such.
    if (second.length === 0) return { ...NOTHING_FOUND, candidates: [unseen(first)] };
    const found = await look(io, { runId, table, hints }, first, known);
    return merged(found, await look(io, { runId, table, hints }, second, known));
  }
}

const unseen = (rows: readonly BatchRow[]): Outdated["candidates"][number] => ({
  key: rows[0] === undefined ? "" : legacyIdOfRow(rows[0]),
  ...{ documentId: null, kind: "note", noted: false },
});

export const merged = (a: Outdated, b: Outdated): Outdated => ({
  candidates: [...a.candidates, ...b.candidates],
  skipped: [...a.skipped, ...b.skipped],
  hidden: [...a.hidden, ...b.hidden],
  open: [...a.open, ...b.open],
  joined: [...a.joined, ...b.joined],
});
