import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { planUndo } from "../../src/script/planUndo.ts";
import type { Report } from "../../src/script/report.ts";
import { packAndImport } from "../pack/packed.ts";
import { migrate } from "../pipeline/world.ts";
import { comparable } from "./expectations.ts";
import { type Given, openTarget, type Scenario } from "./openScenario.ts";
import { targetOf } from "./targetOf.ts";

/** Tables whose documents stay: rows adopt them, or they are only looked up. All others are replaced by an import. */
const STAYING = new Set(["visa-cases/users", "consultancy/workspaces", "consultancy/contacts"]);

/** Rows and refs that were left behind, and what the ledger has of each batch, without ids and times. */
async function left({ world }: Given) {
  const kept = await world.convex.t.runInComponent("supabaseToConvex", async ({ db }) => ({
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
    JSON.stringify({ ...rest, ids: (ids as unknown[] | undefined)?.map((id) => id !== null) }, bytesAsText);
  return { batches: kept.batches.map(told).sort(), rejects: kept.rejects.map(told).sort() };
}

const bytesAsText = (_key: string, value: unknown): unknown =>
  value instanceof ArrayBuffer ? Buffer.from(value).toString("hex") : value;

/**
 * Moves a scenario by both lanes, from one source into a target each, and holds against one another what they have made:
 * documents, report, rejects and ledger, all but for ids and times. Then undo finds every document as it was left.
 */
export async function compareLanes(
  scenario: Scenario & { fickle?: readonly string[] },
  moved: Given & { report: Report },
): Promise<void> {
  const { name, seeded = [], fickle = [] } = scenario;
  const staying = seeded.filter((table) => STAYING.has(`${name}/${table}`));
  const alike = { ...scenario, seeded: staying };
  const pack = await openTarget(alike, moved);
  // A run that found documents which an import replaces has another target.
  const run = staying.length === seeded.length ? moved : await openTarget(alike, moved);
  try {
    const loaded = run === moved ? moved.report : await migrate(run.io());
    const app = fileURLToPath(new URL(`${name}/app`, import.meta.url));
    const { report, ended } = await packAndImport(pack.io(), pack.world.convex, app, { before1970: "clamp" });
    expect(ended).toEqual(ended.map(() => "completed"));
    const targets = await Promise.all([targetOf(scenario, pack), targetOf(scenario, run)]);
    const [packed, expected] = targets.map((target) => comparable(target, fickle));
    expect(packed).toEqual(expected);
    expect(linesOf(report)).toEqual(linesOf(loaded));
    expect(await left(pack)).toEqual(await left(run));
    expect(report.verification).toMatchObject({ ok: true, unmigratedNonOrphans: 0, differences: [] });
    expect((await planUndo(pack.io())).changed).toEqual([]);
  } finally {
    await pack.stop();
    if (run !== moved) await run.stop();
  }
}

const linesOf = ({ tables }: Report) => tables.map(({ seconds: _s, ...line }) => line);
