import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Report } from "../../src/script/report.ts";
import { sameByLanes } from "../pack/sameByLanes.ts";
import { migrate } from "../pipeline/world.ts";
import { comparable } from "./expectations.ts";
import { type Given, openTarget, type Scenario } from "./openScenario.ts";
import { targetOf } from "./targetOf.ts";

/** Tables whose documents stay: rows adopt them, or they are only looked up. All others are replaced by an import. */
const STAYING = new Set(["visa-cases/users", "consultancy/workspaces", "consultancy/contacts"]);

/** Moves a scenario that was moved by `run` by the other lane too, from the same source: documents and all must be the same. */
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
    const report = run === moved ? moved.report : await migrate(run.io());
    await sameByLanes(
      { convex: run.world.convex, report },
      {
        ...{ convex: pack.world.convex, io: pack.io(), how: { earlyTimes: "clamp" } },
        app: fileURLToPath(new URL(`${name}/app`, import.meta.url)),
      },
    );
    const targets = await Promise.all([targetOf(scenario, pack), targetOf(scenario, run)]);
    const [packed, expected] = targets.map((target) => comparable(target, fickle));
    expect(packed).toEqual(expected);
  } finally {
    await pack.stop();
    if (run !== moved) await run.stop();
  }
}
