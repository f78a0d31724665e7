import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { planUndo } from "../../src/script/planUndo.ts";
import {
  documentsOf,
  ENCRYPTION_KEY,
  finishIt,
  startFinishWorld,
  verifyFull,
} from "../finish/finishWorld.ts";
import { migrate, type World } from "../pipeline/world.ts";
import { everything, undo, UNDONE } from "./undoing.ts";

// The example of `finish`: composite keys, refs at the table itself, and an encrypted column.
const TABLES = ["authors", "posts", "members", "tokens"];
let supabase: EmbeddedSupabase;
let world: World;
beforeAll(async () => {
  ({ supabase, world } = await startFinishWorld());
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

test("composite keys, self references and encrypted fields + undo -> as before the run", async () => {
  const before = await everything(world, TABLES);
  await migrate(world.io({ encryptionKey: ENCRYPTION_KEY }));
  const { plan, result } = await undo(world.io());
  expect(plan.changed).toEqual([]);
  expect(result).toEqual(UNDONE);
  expect(await everything(world, TABLES)).toEqual(before);
});

test("a run that is finished + undo -> refused, and nothing changes", async () => {
  await migrate(world.io({ encryptionKey: ENCRYPTION_KEY }));
  await verifyFull(world);
  await finishIt(world);
  const finished = await documentsOf(world);
  await expect(planUndo(world.io())).rejects.toMatchObject({ data: { code: "RUN_FINISHED" } });
  expect(await documentsOf(world)).toEqual(finished);
});
