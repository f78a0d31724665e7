import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { checkMigration } from "../../src/script/check/checkMigration.ts";
import { MigrationError } from "../../src/script/deployment.ts";
import { Interrupted, SetupError } from "../../src/script/errors.ts";
import { APP, migrate, startPosts, startWorld, targetPosts, type World } from "../pipeline/world.ts";

let supabase: EmbeddedSupabase;
let world: World | undefined;
const folders: string[] = [];
beforeAll(async () => {
  supabase = await startPosts();
});
afterAll(async () => {
  await supabase.stop();
  for (const folder of folders) await rm(folder, { recursive: true });
});
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

/** The app with one file written otherwise. */
async function appWith(file: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "app-"));
  folders.push(folder);
  await cp(APP, folder, { recursive: true });
  await writeFile(join(folder, file), text);
  return folder;
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

test("the mapping changes in the middle of a run -> refused by name, nothing more is loaded, and put back it goes on", async () => {
  world = await startWorld(supabase);
  const stop = new AbortController();
  world.proxy.plan = ({ path, args }) => {
    if (path === "migrations:load" && args.table === "posts") stop.abort();
    return undefined;
  };
  expect(await caught(migrate(world.io({ signal: stop.signal })))).toBeInstanceOf(Interrupted);
  const before = (await targetPosts(world)).length;

  const error = await caught(migrate(world.io({ module: "changed" })));
  expect(error instanceof MigrationError && error.data).toEqual({
    code: "PLAN_CHANGED",
    changed: ["posts"],
    message: expect.stringMatching(
      /another mapping of posts\. Put the mapping back .* or start over: .* run --new/,
    ),
  });
  expect((await targetPosts(world)).length).toBe(before);
  expect(await migrate(world.io())).toMatchObject({ ok: true, complete: true });
});

test("a wrong key -> the message names the variable and not the key", async () => {
  world = await startWorld(supabase);
  const error = await caught(migrate(world.io({ key: "dev:wrong-key-1|c2VjcmV0" })));
  expect(error).toMatchObject({
    code: "TARGET_KEY_REFUSED",
    message: expect.stringContaining("CONVEX_DEPLOY_KEY"),
  });
  expect(String(error)).not.toContain("c2VjcmV0");
});

test("functions and a pass are not exported -> all are named with the line to add, before a row moves", async () => {
  world = await startWorld(supabase);
  const error = await caught(migrate(world.io({ module: "halfExported" })));
  expect(error).toBeInstanceOf(SetupError);
  expect((error as SetupError).problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /no functions halfExported:load, halfExported:compare .*export const \{ plan, .*load.* \} = migration\.functions\(\);/s,
    ),
    expect.stringMatching(
      /halfExported:resolvePosts is not exported.*export const \{ resolvePosts \} = migration\.passes\(\);/s,
    ),
  ]);
  expect(await targetPosts(world)).toEqual([]);
});

test("the module does not exist -> told to name it", async () => {
  world = await startWorld(supabase);
  const error = await caught(migrate(world.io({ module: "elsewhere" })));
  expect((error as SetupError).problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/no function elsewhere:plan.*--module <name>/s),
  ]);
});

test("a component is not installed -> told which lines convex.config.ts needs", async () => {
  const config = 'import { defineApp } from "convex/server";\nexport default defineApp();\n';
  world = await startWorld(supabase, await appWith("convex.config.ts", config));
  const error = await caught(migrate(world.io()));
  expect(error).toBeInstanceOf(SetupError);
  expect(String((error as SetupError).problems[0]?.message)).toMatch(
    /app\.use\(supabaseToConvex\);\s+app\.use\(migrations\);/,
  );
});

test("an index is missing in the schema -> check says so and takes no export for missing, and looks at the source too", async () => {
  const schema = (await readFile(join(APP, "schema.ts"), "utf8")).replace(
    /\.index\([^)]*\),\n\}\);/,
    ",\n});",
  );
  world = await startWorld(supabase, await appWith("schema.ts", schema));
  const options = { scan: true, advice: () => "", encryptionKey: undefined };
  const { findings } = await checkMigration(world.io(), options);
  expect(findings.map(({ severity, code, table }) => [severity, code, table])).toEqual([
    ["error", "PLAN_INVALID", "posts"],
    ["error", "PLAN_INVALID", "posts"],
    ["info", "TABLE_FORGOTTEN", "auth.identities"],
    ["info", "TABLE_FORGOTTEN", "auth.users"],
    ["info", "NOT_SCANNED", undefined],
  ]);
});
