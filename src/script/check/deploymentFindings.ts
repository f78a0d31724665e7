import type { Plan } from "../../shared/plan.ts";
import { isOpenRun } from "../../shared/run.ts";
import type { Status } from "../../shared/status.ts";
import { functionFindings } from "../checkFunctions.ts";
import { readEncryptionKey } from "../encryptionKey.ts";
import { SetupError } from "../errors.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { Finding } from "./finding.ts";
import { isolationFindings } from "./isolationFindings.ts";

/** What the deployment lacks, and whether a run is open that `run` would go on with. */
export async function deploymentFindings(
  io: Pick<MigrationIo, "deployment" | "module">,
  plan: Plan,
): Promise<Finding[]> {
  const findings = await functionFindings(io, plan);
  if (findings.length > 0) return findings;
  const status = await io.deployment.call<Status>(`${io.module}:status`, {});
  return [...openRun(status, plan), ...(await isolationFindings(io, plan))];
}

function openRun({ run }: Status, plan: Plan): Finding[] {
  if (run === null || !isOpenRun(run.state)) return [];
  if (run.planHash !== plan.hash) {
    return [
      {
        ...{ severity: "error", code: "PLAN_CHANGED" },
        message: `Run ${run.runId} is open (${run.state}) and was started with another mapping, so the next run cannot go on with it.`,
        fix: "Put the mapping back and push it, or leave that run and start over: npx supabase-to-convex run --new",
      },
    ];
  }
  return [
    {
      ...{ severity: "info", code: "OPEN_RUN" },
      message: `Run ${run.runId} is open (${run.state}), and the next run goes on with it.`,
      fix: "Nothing to do to go on. To leave it and start over: npx supabase-to-convex run --new",
    },
  ];
}

/** @param text The value of MIGRATION_ENCRYPTION_KEY. */
export function encryptionFindings(plan: Plan, text: string | undefined): Finding[] {
  if (plan.tables.every(({ encrypted }) => encrypted.length === 0)) return [];
  try {
    readEncryptionKey(text);
    return [];
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return error.problems.map(({ message }) => ({
      ...{ severity: "error", code: "ENCRYPTION_KEY", message },
      fix: "npx supabase-to-convex keygen",
    }));
  }
}
