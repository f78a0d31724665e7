import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { zipEntries } from "../../scripts/embedded/zipEntries.ts";
import { documentIds } from "../../src/client/documentIds.ts";
import type { PackReport } from "../../src/cli/packPage.ts";
import type { Report } from "../../src/script/report.ts";
import { newFolder, type Pair, ROOT, runCli, startPair } from "./cliProcess.ts";

// The example app and its inbox, in the order of an evening: each test goes on where the one before it ended.
let pair: Pair;
let folder: string;
beforeAll(async () => {
  pair = await startPair();
  folder = newFolder();
});
afterAll(() => pair.stop());

const FLAGS = ["--functions", join(ROOT, "convex"), "--json"];
const pack = (args: string[], env = pair.env) => runCli(["pack", ...FLAGS, ...args], env, folder);
const documents = (table: string) => pair.convex.t.run(({ db }) => db.query(table).collect());

test("pack --out -> the ZIP, its numbers and what was left behind; nothing is written to Convex", async () => {
  const { code, out } = await pack(["--out", "zips/moved.zip"]);
  const { replace, append, tableNumbers, tables, rejects, complete, next } = JSON.parse(out) as PackReport;
  expect({ code, append, complete, next }).toEqual({
    ...{ code: 3, append: null, complete: false },
    next: `npx supabase-to-convex pack --out zips/moved.zip --functions ${ROOT}convex --import`,
  });
  expect(tableNumbers).toMatchObject({ workspaces: 10_001, contactNotes: 10_006 });
  expect(tables.map(({ inserted, rejected }) => [inserted, rejected])).toEqual([
    ...[
      [5, 0],
      [24, 0],
      [400, 0],
      [520, 0],
      [1900, 0],
    ],
    [177, 3],
  ]);
  expect(rejects.map(({ code, field }) => [code, field]).sort()).toEqual([
    ["BAD_KEY", "attributes.$ref"],
    ["BAD_KEY", "attributes.größe"],
    ["BAD_KEY", "attributes.meta[1].$id"],
  ]);
  const entries = await zipEntries(readFileSync(join(folder, "zips/moved.zip")));
  expect(replace?.tables.map(({ target }) => `${target}/documents.jsonl`)).toEqual(
    [...entries.keys()].filter((name) => name.endsWith("/documents.jsonl") && !name.startsWith("_")),
  );
  expect(await documents("contacts")).toEqual([]);
});

test("pack --import + nobody to ask -> refused, and nothing is imported", async () => {
  const { code, out } = await pack(["--import"]);
  expect({ code, error: JSON.parse(out).error.code }).toEqual({ code: 2, error: "NOT_CONFIRMED" });
  expect(await documents("contacts")).toEqual([]);
});

test("pack --import --yes -> the real npx convex import, then every row is verified", async () => {
  const { code, out, err } = await pack(["--import", "--yes"]);
  const { ok, complete, verification, tables } = JSON.parse(out) as Report;
  expect({
    code,
    ok,
    complete,
    full: verification.full,
    unmigrated: verification.unmigratedNonOrphans,
  }).toEqual({
    ...{ code: 3, ok: true, complete: false, full: true, unmigrated: 0 },
  });
  expect(tables.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(3026);
  expect(err).toContain("The tables that it replaces are empty.");
  expect(err).toContain("Added 3026 documents.");
  expect(err).not.toContain(pair.convex.adminKey);
});

test("a document -> the id that its key gives, and the creation time of its row", async () => {
  const [first] = await documents("workspaces");
  const idOf = documentIds({ workspaces: 10_001, workspaceMembers: 10_002 });
  expect(first?._id).toBe(idOf("workspaces", first?.supabaseId));
  const { rows } = await pair.supabase.db.query<{ id: string }>(
    "SELECT id FROM workspaces ORDER BY created_at, id",
  );
  expect((await documents("workspaces")).map(({ supabaseId }) => supabaseId)).toEqual(
    rows.map(({ id }) => id),
  );
});

test("status -> done, the passes too, which nothing waits for", async () => {
  const { out } = await runCli(["status", "--json"], pair.env, folder);
  const { run, passes } = JSON.parse(out);
  expect({ state: run.state, passes: passes.map((pass: { state: string }) => pass.state) }).toEqual({
    state: "done",
    passes: ["done", "done"],
  });
});

test("a row changed at the source, and pack --import again -> says what it replaces, and has the changed row", async () => {
  const [before] = await documents("contacts");
  await pair.supabase.db.query("UPDATE contacts SET name = 'Changed' WHERE id = $1", [before?.supabaseId]);
  const { code, err } = await pack(["--import", "--yes"]);
  expect(code).toBe(3);
  expect(err).toContain("contacts: 400 documents there now, replaced by 400 documents.");
  expect(err).toContain("To have one made first: --backup before.zip");
  const after = await pair.convex.t.run(({ db }) => db.get(before?._id as never));
  expect(after).toEqual({ ...before, name: "Changed" });
});

test("undo -> what the import brought is gone", async () => {
  const { code, out } = await runCli(["undo", "--yes", "--json"], pair.env, folder);
  const { tables, imported } = JSON.parse(out) as { tables: { deleted: number }[]; imported: string[] };
  expect({ code, imported, deleted: tables.reduce((sum, { deleted }) => sum + deleted, 0) }).toEqual({
    ...{ code: 0, deleted: 3026 },
    imported: ["workspaces", "workspaceMembers", "contacts", "conversations", "messages", "contactNotes"],
  });
  expect(await documents("contacts")).toEqual([]);
});

/** A project whose convex notes how it was called, and ends with a code of our choice. */
function fakeProject(code: number): string {
  const project = newFolder();
  const convex = join(project, "node_modules/convex");
  mkdirSync(join(convex, "bin"), { recursive: true });
  mkdirSync(join(project, "convex"));
  writeFileSync(join(project, "package.json"), "{}");
  writeFileSync(
    join(convex, "package.json"),
    JSON.stringify({ name: "convex", bin: { convex: "bin/main.js" } }),
  );
  writeFileSync(
    join(convex, "bin/main.js"),
    `const { appendFileSync, readFileSync, statSync } = require("fs");
     const file = process.argv.at(-1);
     const called = { args: process.argv.slice(2, -1), cwd: process.cwd(), file: readFileSync(file, "utf8"), mode: statSync(file).mode & 0o777, env: Object.keys(process.env) };
     appendFileSync("called.jsonl", JSON.stringify(called) + "\\n");
     process.exit(process.argv[2] === "import" ? ${code} : 0);`,
  );
  return project;
}

test("npx convex import fails -> its code is told, its keys stand in no argument, and nothing is recorded", async () => {
  const project = fakeProject(7);
  const mapping = `export { migration } from ${JSON.stringify(join(ROOT, "convex/migrations.ts"))};`;
  writeFileSync(join(project, "convex/migrations.ts"), mapping);
  // Of the fake convex esbuild is asked too.
  const esbuild = join(ROOT, "node_modules/esbuild");
  mkdirSync(join(project, "node_modules/esbuild"));
  writeFileSync(
    join(project, "node_modules/esbuild/index.js"),
    `module.exports = require(${JSON.stringify(esbuild)});`,
  );
  const runNow = async () =>
    JSON.parse((await runCli(["status", "--json"], pair.env, project)).out).run?.runId;
  const before = await runNow();
  const args = ["pack", "--json", "--backup", "before.zip", "--yes"];
  const { code, out } = await runCli(args, pair.env, project);
  const zip = join(project, "migration.zip");
  expect({ code, error: JSON.parse(out).error }).toMatchObject({
    code: 1,
    error: { code: "RUN", message: expect.stringContaining("npx convex import ended with code 7") },
  });
  const called = readFileSync(join(project, "called.jsonl"), "utf8").trimEnd().split("\n");
  const [backup, { args: given, cwd, file, mode, env }] = called.map((line) => JSON.parse(line));
  expect(backup.args).toEqual(["export", "--path", join(project, "before.zip"), "--env-file"]);
  expect({ given, cwd, mode, convex: env.filter((name: string) => name.startsWith("CONVEX_")) }).toEqual({
    ...{ given: ["import", "--replace", "--yes", zip, "--env-file"], cwd: project, mode: 0o600, convex: [] },
  });
  expect(file).toBe(
    `CONVEX_SELF_HOSTED_URL='${pair.convex.url}'\nCONVEX_SELF_HOSTED_ADMIN_KEY='${pair.convex.adminKey}'\n`,
  );
  expect(await runNow()).toBe(before);
});
