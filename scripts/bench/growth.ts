import { syncMigration } from "../../src/script/sync/syncMigration.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import { type LoadJob, openIo } from "./load.ts";
import { type Measured, measured } from "./measured.ts";
import { growInChild, serve } from "./servers/child.ts";

/** Microseconds of the processor's time for each row: level, if what a row costs does not depend on how many there are. */
export type GrowthFigure = { rows: number; run: number; verifyFull: number; sync: number };

export async function measureGrowth(rows: readonly number[], rowBytes: number): Promise<GrowthFigure[]> {
  const figures: GrowthFigure[] = [];
  for (const count of rows) {
    const supabase = await serve({ kind: "supabase", size: { rows: count, tables: 1, rowBytes } });
    const target = await serve({ kind: "simulated", limit: null });
    try {
      figures.push({
        rows: count,
        ...(await growInChild({ source: { kind: "rest", ...supabase }, target })),
      });
    } finally {
      await Promise.all([supabase.stop(), target.stop()]);
    }
  }
  return figures;
}

/** Loads, verifies every row and syncs, in this process. */
export async function grow({ source, target }: LoadJob): Promise<Omit<GrowthFigure, "rows">> {
  const io = openIo(source, target);
  const run = await measured(() => wholeRun(io, { startNew: true, seed: 1 }));
  const rows = run.result.report.tables.reduce((sum, { migrated }) => sum + migrated, 0);
  const verified = await measured(() => verifyLatest(io, { seed: 1, full: { keep: async () => {} } }));
  const synced = await measured(() =>
    syncMigration(
      { ...io, openSource: () => openIo(source, target).source },
      { deletes: false, full: false },
    ),
  );
  const perRow = ({ took }: { took: Measured }): number => (1e6 * took.cpuSeconds) / rows;
  return { run: perRow(run), verifyFull: perRow(verified), sync: perRow(synced) };
}
