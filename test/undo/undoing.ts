import type { Value } from "convex/values";
import { planUndo, type UndoPlan } from "../../src/script/planUndo.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import type { UndoneTable } from "../../src/script/undoCounts.ts";
import { type Undone, undoRun } from "../../src/script/undoRun.ts";
import type { World } from "../pipeline/world.ts";

/** Plan, then deed, as `undo --yes` does it. */
export async function undo(
  io: MigrationIo,
  { force = false } = {},
): Promise<{ plan: UndoPlan; result: Undone | undefined }> {
  const plan = await planUndo(io);
  if (plan.changed.length > 0 && !force) return { plan, result: undefined };
  return { plan, result: await undoRun(io, plan, { force }) };
}

/** Everything that the target holds, ids and creation times included, in a form that `toEqual` tells -0 and bytes of. */
export const everything = ({ convex }: Pick<World, "convex">, tables: readonly string[]): Promise<unknown> =>
  convex.t.run(async ({ db }) => {
    const found: Record<string, Value[]> = {};
    for (const table of tables) found[table] = await db.query(table as never).collect();
    return found;
  });

/** What the component still has of any run. */
export const kept = ({ convex }: Pick<World, "convex">): Promise<Record<string, number>> =>
  convex.t.runInComponent("supabaseToConvex", async ({ db }) => {
    const counts: Record<string, number> = {};
    for (const table of ["batches", "beforeImages", "links", "rejects", "formerLegacyIds", "verifications"]) {
      counts[table] = (await db.query(table as never).collect()).length;
    }
    return counts;
  });

export const NOTHING_KEPT = {
  batches: 0,
  beforeImages: 0,
  links: 0,
  rejects: 0,
  formerLegacyIds: 0,
  verifications: 0,
};

/** What a plan says of a table, without what it says nothing of. */
export const figuresOf = ({ tables }: UndoPlan, name: string): Partial<UndoneTable> => {
  const { table: _table, ...figures } = tables.find(({ table }) => table === name) ?? { table: name };
  return Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== 0));
};
