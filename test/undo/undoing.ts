import { convexToJson, type Value } from "convex/values";
import { planUndo, type UndoPlan } from "../../src/script/planUndo.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import type { UndoneTable } from "../../src/script/undoCounts.ts";
import { type Undone, undoRun } from "../../src/script/undoRun.ts";
import type { Fault, FaultPlan } from "../pipeline/faultProxy.ts";
import type { World } from "../pipeline/world.ts";
import { withoutIds } from "./withoutIds.ts";

/** Plan, then deed, as `undo --yes` does it. */
export async function undo(
  io: MigrationIo,
  { force = false } = {},
): Promise<{ plan: UndoPlan; result: Undone | undefined }> {
  const plan = await planUndo(io);
  if (plan.changed.length > 0 && !force) return { plan, result: undefined };
  return { plan, result: await undoRun(io, plan, { force }) };
}

/** Documents with their ids and creation times, in a text that no two different ones share. */
export const exactly = (documents: readonly unknown[]): string[] =>
  documents.map((document) => JSON.stringify(convexToJson(document as Value), withSortedKeys));

/** Everything that the target holds. */
export const everything = (
  { convex }: Pick<World, "convex">,
  tables: readonly string[],
): Promise<Record<string, string[]>> =>
  convex.t.run(async ({ db }) => {
    const found: Record<string, string[]> = {};
    for (const table of tables) found[table] = exactly(await db.query(table as never).collect());
    return found;
  });

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same, whatever the ids of the documents. */
export const everythingNamed = ({ convex }: Pick<World, "convex">, tables: readonly string[]) =>
  convex.t.run(async ({ db }) => {
    const found: Record<string, unknown[]> = {};
    for (const table of tables) found[table] = await db.query(table as never).collect();
    return withoutIds(found);
  });

/** Each call of undo meets the faults in turn, and then passes. */
export function withFaults(faults: readonly Fault[]): FaultPlan {
  const met = new Map<string, number>();
  return ({ path, body }) => {
    if (!path.startsWith("migrations:undo")) return undefined;
    const at = met.get(body) ?? 0;
    met.set(body, at + 1);
    return faults[at];
  };
}

/** What the component still has of any run. */
export const kept = ({ convex }: Pick<World, "convex">): Promise<Record<string, number>> =>
  convex.t.runInComponent("supabaseToConvex", async ({ db }) => {
    const counts: Record<string, number> = {};
    for (const table of Object.keys(NOTHING_KEPT)) {
      counts[table] = (await db.query(table as never).collect()).length;
    }
    return counts;
  });

export const NOTHING_KEPT = {
  batches: 0,
  beforeImages: 0,
  links: 0,
  rejects: 0,
  nulledBefore: 0,
  formerLegacyIds: 0,
  verifications: 0,
};

/** Taken back, and nothing was inserted again. */
export const UNDONE: Undone = { kind: "undone", repointed: [] };

/** What a plan says of a table, without what it says nothing of. */
export const figuresOf = ({ tables }: UndoPlan, name: string): Partial<UndoneTable> => {
  const { table: _table, ...figures } = tables.find(({ table }) => table === name) ?? { table: name };
  return Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== 0));
};
