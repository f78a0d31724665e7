import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Report } from "../../src/script/report.ts";
import { startConvex } from "../embedded/convex.ts";
import { startSupabase } from "../embedded/supabase.ts";
import { differencesFromExpected, type RejectedField } from "./expected.ts";
import { type DemoEnvironment, runScript } from "./runScript.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SQL = fileURLToPath(new URL("./inbox.sql", import.meta.url));
const REPORT_DIR = "migration-report/demo";
const INTERRUPTED = 130;

const WHY = `Three notes are rejected on purpose: their jsonb has keys that Convex refuses ($ref, $id and größe).
Everything else is loaded, each reject says where and why, and a real run exits with 3 until they are dealt with.
The demo stops its servers now, and their data goes with them.
Next: npm run embedded -- --app . --sql scripts/demo/inbox.sql   (the same two servers, to try by hand)`;

/** The two ways to move everything; the second hands a ZIP to the real `npx convex import`. */
const COMMANDS = {
  run: ["run", "--report-dir", REPORT_DIR],
  pack: [
    ...["pack", "--import", "--yes", "--report-dir", REPORT_DIR],
    ...["--functions", `${ROOT}convex`, "--out", `${REPORT_DIR}/inbox.zip`],
  ],
};

export type Lane = keyof typeof COMMANDS;
export const LANES = Object.keys(COMMANDS) as Lane[];

export type DemoOptions = { json: boolean; lane: Lane };

/** Starts a Supabase and a Convex, runs the real script against both, and says whether it went as it should. */
export async function runDemo({ json, lane }: DemoOptions, out: (line: string) => void): Promise<number> {
  const sql = await readFile(SQL, "utf8");
  const starting = [startConvex({ app: ROOT }), startSupabase({ sql })] as const;
  try {
    const [convex, supabase] = await Promise.all(starting);
    const env = {
      CONVEX_SELF_HOSTED_URL: convex.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: convex.adminKey,
      SUPABASE_URL: supabase.url,
      SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey,
    };
    return await migrate([...COMMANDS[lane], ...(json ? ["--json"] : [])], env, json ? () => {} : out);
  } finally {
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === "fulfilled") await started.value.stop();
    }
  }
}

async function migrate(
  command: string[],
  env: DemoEnvironment,
  out: (line: string) => void,
): Promise<number> {
  const run = await runScript(command, env, "shown");
  if (run.code === INTERRUPTED) return INTERRUPTED;
  const finished = run.code === 0 || run.code === 3;
  if (!finished) return 1;

  const report = JSON.parse(await readFile(`${REPORT_DIR}/report.json`, "utf8")) as Report;
  const status = await runScript(["status", "--rejects", "--json"], env, "captured");
  const { rejects } = JSON.parse(status.out) as { rejects: RejectedField[] };
  const differences = differencesFromExpected(report, rejects);
  if (differences.length > 0) {
    process.stderr.write(`The demo did not go as it should:\n${differences.join("\n")}\n`);
    return 1;
  }
  out(`\n${WHY}`);
  return 0;
}
