import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadMapping } from "../../src/pack/loadMapping.ts";
import { packMigration } from "../../src/pack/packMigration.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import { type LoadJob, openSource } from "./load.ts";
import { type Measured, measured } from "./measured.ts";

export type PackJob = Pick<LoadJob, "source">;

/** Packs all tables into a ZIP, with the settings of `pack`. @param app Whose mapping is taken. */
export async function pack(job: PackJob, app: string): Promise<Measured & { rows: number }> {
  const folder = await mkdtemp(join(tmpdir(), "bench-pack-"));
  const source = prepareSource(openSource(job.source), undefined);
  const loaded = await loadMapping(app, "migrations");
  const io = { source, target: undefined, report: () => {}, signal: new AbortController().signal };
  try {
    const { result, took } = await measured(() =>
      packMigration({ ...io, now: Date.now }, loaded, {
        ...{ out: join(folder, "packed.zip"), timeColumns: new Map(), earlyTimes: "refuse" },
        withEntries: false,
      }),
    );
    await result.close();
    const tables = result.replace?.tables ?? [];
    return { rows: tables.reduce((sum, { documents }) => sum + documents, 0), ...took };
  } finally {
    await source.close();
    await rm(folder, { recursive: true });
  }
}
