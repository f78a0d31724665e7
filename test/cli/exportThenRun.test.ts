import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newFolder, type Pair, runCli, startPair } from "./cliProcess.ts";

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

type Table = { source: string; sourceRows: number; migrated: number; rejected: number };

test("the inbox exported from Supabase + run and verify --from the folder -> the figures of a run from Supabase itself", async () => {
  const cwd = newFolder();
  const { SUPABASE_URL = "", SUPABASE_SERVICE_ROLE_KEY = "", ...convex } = pair.env;
  const exported = await runCli(
    ["export", "--out", "dump"],
    { SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY },
    cwd,
  );
  const loaded = await runCli(["run", "--from", "dump"], convex, cwd);
  const report = JSON.parse(readFileSync(join(cwd, "migration-report/report.json"), "utf8"));
  const verified = await runCli(["verify", "--from", "dump", "--json"], convex, cwd);
  expect([exported.code, loaded.code, verified.code]).toEqual([0, 3, 3]);
  expect(report).toMatchObject({ ok: true, complete: false });
  expect(JSON.parse(verified.out)).toMatchObject({ ok: true });
  const figures = report.tables.map(({ source, sourceRows, migrated, rejected }: Table) => [
    ...[source, sourceRows, migrated, rejected],
  ]);
  expect(figures).toEqual([
    ["workspaces", 5, 5, 0],
    ["workspace_members", 24, 24, 0],
    ["contacts", 400, 400, 0],
    ["conversations", 520, 520, 0],
    ["messages", 1900, 1900, 0],
    ["contact_notes", 180, 177, 3],
  ]);
});
