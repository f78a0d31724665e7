import { expect, test } from "vitest";
import { migrate } from "../../pipeline/world.ts";
import { everything, figuresOf, kept, NOTHING_KEPT, UNDONE, undo } from "../../undo/undoing.ts";
import { openScenario, scriptsOf } from "../openScenario.ts";
import { expectedOf } from "../targetOf.ts";

const NAME = "recordings";
const SEEDED = ["users", "banks", "bankMemberships", "vaults", "recordings"];
const { targetBefore } = expectedOf<{ targetBefore: Record<string, number> }>(NAME);

test("thousands of documents that were there are adopted, a few inserted + undo -> the same to the byte", {
  timeout: 240_000,
}, async () => {
  const given = await openScenario({ name: NAME, seeded: SEEDED }, "Postgres", scriptsOf(NAME) as string[]);
  try {
    const before = await everything(given.world, SEEDED);
    expect(Object.fromEntries(SEEDED.map((table) => [table, before[table]?.length]))).toEqual(targetBefore);
    const report = await migrate(given.io());
    const calls = report.tables.find(({ source }) => source === "fathom_calls");
    expect(calls).toMatchObject({ matched: 1532, inserted: 22 });

    const { plan, result } = await undo(given.io());
    expect(plan.changed).toEqual([]);
    expect(figuresOf(plan, "recordings")).toEqual({ deleted: 22, restored: 1532 });
    expect(result).toEqual(UNDONE);
    expect(await everything(given.world, SEEDED)).toEqual(before);
    expect(await kept(given.world)).toEqual(NOTHING_KEPT);
  } finally {
    await given.stop();
  }
});
