import { settledRows } from "../../shared/batch.ts";
import type { Plan } from "../../shared/plan.ts";
import { checkFunctions } from "../checkFunctions.ts";
import { cutBatches } from "../cutBatches.ts";
import { HintCache } from "../hintCache.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { Since } from "../../source/source.ts";
import type { PlanSource } from "../planSource.ts";
import { fetchPlan } from "../preflight.ts";
import { look } from "./look.ts";
import { Memory } from "./memory.ts";
import { outrunOf } from "./readTable.ts";
import { outdatedOf, type SyncTable } from "./sendRows.ts";
import { type SyncReport, syncReport } from "./syncReport.ts";
import { syncRound } from "./syncRound.ts";
import { type HowToSync, pendingRows, type Round, type SyncedRound } from "./syncState.ts";
import { TakenRun } from "./takenRun.ts";

/** A source is opened for each round: one that reads as of one moment would never see another. */
export type SyncIo = Omit<MigrationIo, "source"> & { openSource: () => PlanSource };

/** Brings the newest run up to date, and says what is still behind when it has ended. */
export async function syncMigration(io: SyncIo, how: HowToSync): Promise<SyncReport> {
  const startedAtMs = io.now();
  const plan = await preparedPlan(io);
  const round = firstRound(plan, how, { isWatch: false });
  const done = await withSource(io, (roundIo) => syncRound(roundIo, round));
  const rowsBehind = await withSource(io, (roundIo) => countBehind(roundIo, round, done));
  return syncReport(done, { rowsBehind, lagSeconds: secondsSince(io, startedAtMs) });
}

export async function preparedPlan(io: Pick<SyncIo, "deployment" | "module">): Promise<Plan> {
  const plan = await fetchPlan(io);
  await checkFunctions(io, plan);
  return plan;
}

export const firstRound = (plan: Plan, how: HowToSync, { isWatch }: Pick<Round, "isWatch">): Round => ({
  ...{ ...how, plan, isWatch, isFirst: true },
  ...{ hints: new HintCache([]), memory: new Memory() },
});

export const secondsSince = ({ now }: Pick<SyncIo, "now">, atMs: number): number =>
  Math.max(0, (now() - atMs) / 1000);

/** The source is closed however the work ends. */
export async function withSource<Result>(
  { openSource, ...io }: SyncIo,
  work: (io: MigrationIo) => Promise<Result>,
): Promise<Result> {
  const source = openSource();
  try {
    return await work({ ...io, source });
  } finally {
    await source.close();
  }
}

/**
 * How many rows of each table have changed since the round began to read it: of tables that tell, by another look at
 * them; of others as far as their number says.
 */
async function countBehind(
  io: MigrationIo,
  { plan, hints, memory }: Round,
  { runId, tables }: SyncedRound,
): Promise<Map<string, number>> {
  const behind = new Map<string, number>();
  const taken = new TakenRun(io, plan, undefined);
  for (const each of tables) {
    const { table, isWhole, latest, status } = each;
    const { updatedAt } = table.sync;
    if (!isWhole && updatedAt !== null && latest !== null) {
      const of: SyncTable = { io, runId, taken, table, hints, memory, leaveNoted: true };
      behind.set(table.target, await outdatedSince(of, { column: updatedAt, value: latest }));
    } else if (!table.lookup) {
      const description = await io.source.describe(table);
      const settled = settledRows(status.counts) - pendingRows(each);
      behind.set(table.target, description.found ? Math.abs(description.rows - settled) : 0);
    }
  }
  return behind;
}

async function outdatedSince(of: SyncTable, since: Since): Promise<number> {
  let rows = 0;
  const pages = of.io.source.readRows({ ...of.table, since }, { after: null });
  for await (const batch of cutBatches(pages, of.table.key, null)) {
    const { candidates } = await look(of.io, of, batch.rows);
    const still = await outdatedOf(of, outrunOf(candidates, batch.rows));
    rows += still.candidates.filter(({ kind }) => kind !== "note").length;
  }
  return rows;
}
