import { expect } from "vitest";
import type { EmbeddedConvex } from "../../scripts/embedded/convex.ts";
import type { HowToPack } from "../../src/pack/packMigration.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { planUndo } from "../../src/script/planUndo.ts";
import type { Report } from "../../src/script/report.ts";
import { type PackedIds, unpackIds } from "../../src/shared/packedIds.ts";
import { packAndImport } from "./packed.ts";

type Moved = { convex: EmbeddedConvex; report: Report };
type ToMove = { convex: EmbeddedConvex; io: MigrationIo; app: string; how?: Partial<HowToPack> };

/**
 * Moves what a run has moved by the other lane, into a target of its own, and holds report, rejects and ledger of the two
 * against one another, all but for ids and times. Then undo finds every document as it was left.
 */
export async function sameByLanes(run: Moved, { convex, io, app, how }: ToMove): Promise<void> {
  const { report, ended } = await packAndImport(io, convex, app, how);
  expect(ended).toEqual(ended.map(() => "completed"));
  expect(linesOf(report)).toEqual(linesOf(run.report));
  expect(await leftIn(convex)).toEqual(await leftIn(run.convex));
  expect(report.verification).toMatchObject({ ok: true, unmigratedNonOrphans: 0, differences: [] });
  expect((await planUndo(io)).changed).toEqual([]);
}

const linesOf = ({ tables }: Report) => tables.map(({ seconds: _s, ...line }) => line);

/** Rows and refs that were left behind, and what the ledger has of each batch. Fingerprints cover ids. */
async function leftIn({ t }: EmbeddedConvex) {
  const kept = await t.runInComponent("supabaseToConvex", async ({ db }) => ({
    batches: await db.query("batches").collect(),
    rejects: await db.query("rejects").collect(),
  }));
  const told = ({
    _id,
    _creationTime,
    runId: _run,
    ids,
    fingerprints: _f,
    ...rest
  }: Record<string, unknown>) =>
    JSON.stringify(
      { ...rest, ids: ids && unpackIds(ids as PackedIds).map((id) => id !== null) },
      sortedAndBytes,
    );
  return { batches: kept.batches.map(told).sort(), rejects: kept.rejects.map(told).sort() };
}

function sortedAndBytes(_key: string, value: unknown): unknown {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("hex");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
