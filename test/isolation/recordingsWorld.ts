import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import { verifyIsolation } from "../../src/script/isolation/verifyIsolation.ts";
import { describeTables, fetchPlan } from "../../src/script/preflight.ts";
import type { Report } from "../../src/script/report.ts";
import type { Check } from "../../src/script/verifiedTable.ts";
import type { PlanIsolation } from "../../src/shared/plan.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";

const APP = fileURLToPath(new URL("app", import.meta.url));
const SQL = readFileSync(new URL("recordings.sql", import.meta.url), "utf8");

const user = (last: string): string => `00000000-0000-4000-8000-00000000000${last}`;
/** Has 230 recordings. */
export const ADA = user("a");
/** Has 3, and three rows more that became no document. */
export const BEN = user("b");
/** Has none. */
export const CAM = user("c");

/** An app with three users that has been migrated. */
export type Recordings = {
  supabase: EmbeddedSupabase;
  world: World;
  report: Report;
  stop: () => Promise<void>;
};

export async function startRecordings(): Promise<Recordings> {
  const supabase = await startSupabase({ sql: SQL });
  const world = await startWorld(supabase, APP);
  const report = await migrate(world.io());
  const stop = async (): Promise<void> => {
    await world.stop();
    await supabase.stop();
  };
  return { supabase, world, report, stop };
}

/** A query that is asked as a user, as the plan has it. */
export const asked = (
  query: string,
  subject: string,
  args: PlanIsolation["args"] = {},
  where = [{ column: "user_id", in: [subject] }],
): PlanIsolation => ({
  ...{ query: `recordings:${query}`, args, subject, table: "recordings", where },
  identity: JSON.stringify({ subject, tokenIdentifier: subject }),
});

/** What comes of queries that the mapping might as well have named. */
export async function checksOf({ world, report }: Recordings, ...entries: PlanIsolation[]): Promise<Check[]> {
  const io = world.io();
  const tables = await describeTables(io, await fetchPlan(io));
  return verifyIsolation(io, { runId: report.runId, entries, tables });
}

/** Checks in short: whether each holds, what was expected and found, and what is said of it. */
export const told = (checks: Check[]): (string | boolean | undefined)[][] =>
  checks.map(({ ok, expected, actual, detail }) => [ok, `${expected} / ${actual}`, detail]);
