import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HowToPack, type Packed, packMigration } from "../../src/pack/packMigration.ts";
import { loadMapping } from "../../src/pack/loadMapping.ts";
import { prepareImport } from "../../src/pack/prepareImport.ts";
import { recordImport } from "../../src/pack/recordImport.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import type { Report } from "../../src/script/report.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import type { EmbeddedConvex } from "../../scripts/embedded/convex.ts";
import { importZip } from "./importZip.ts";

export const newZip = (): string => join(mkdtempSync(join(tmpdir(), "packed-")), "moved.zip");

/** How a ZIP is packed unless told. */
export const how = (changes: Partial<HowToPack> = {}): HowToPack => ({
  ...{ out: newZip(), timeColumns: new Map(), earlyTimes: "refuse", withEntries: false },
  ...changes,
});

/** The whole lane, as `pack --import` goes it. @returns The report of `verify --full`. */
export async function packAndImport(
  io: MigrationIo,
  convex: EmbeddedConvex,
  folder: string,
  changes: Partial<HowToPack> = {},
): Promise<{ report: Report; packed: Packed; ended: string[] }> {
  const loaded = await loadMapping(folder, io.module);
  const prepared = await prepareImport(io, loaded);
  const packed = await packMigration({ ...io, target: io }, loaded, how({ ...changes, withEntries: true }));
  try {
    const ended: string[] = [];
    for (const [mode, zip] of [
      ["append", packed.append],
      ["replace", packed.replace],
    ] as const) {
      if (zip === undefined) continue;
      const { state, error_message: why } = await importZip(convex, zip.path, mode);
      ended.push(why ?? state);
    }
    await recordImport(io, { ...prepared, packed });
    await wholeRun(io, { startNew: false, seed: 1 });
    const { report } = await verifyLatest(io, { seed: 1, full: { keep: async () => {} } });
    return { report, packed, ended };
  } finally {
    await packed.close();
  }
}
