import type { Value } from "convex/values";
import { exportLine, type FunctionName, passesLine } from "../shared/functionNames.ts";
import type { Plan } from "../shared/plan.ts";
import { type Finding, setupProblem } from "./check/finding.ts";
import { FunctionRefused, MigrationError } from "./deployment.ts";
import { SetupError } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

type Target = Pick<MigrationIo, "deployment" | "module">;

/**
 * Calls what the run will call, in a way that changes nothing, so that a missing export is known before a row moves.
 *
 * @throws SetupError
 */
export async function checkFunctions(target: Target, plan: Plan): Promise<void> {
  const findings = await functionFindings(target, plan);
  if (findings.length > 0) throw new SetupError(findings.map(setupProblem));
}

/** Which functions, passes and components the deployment lacks. */
export async function functionFindings(target: Target, plan: Plan): Promise<Finding[]> {
  if (plan.tables.length === 0) return [noTables(target.module)];
  // Without its components no function works: that is said alone.
  const status = await refusal(target, "status", {});
  if (status !== undefined) return [statusFailed(target.module, status)];
  const passes = plan.tables.flatMap(({ pass }) => (pass === null ? [] : [pass]));
  const [missing, missingPasses] = await Promise.all([
    refused(target, PROBES),
    // @convex-dev/migrations takes an empty cursor for a question of a person, and does nothing.
    refused(target, Object.fromEntries(passes.map((pass) => [pass, { cursor: "" }]))),
  ]);
  const findings = missingPasses.map(
    ({ name }): Finding => ({
      severity: "error",
      code: "NOT_EXPORTED",
      message: `The pass ${target.module}:${name} is not exported.`,
      fix: `Add to convex/${target.module}.ts:\n  ${passesLine(passes)}`,
    }),
  );
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ name }) => name);
    findings.unshift(notExported(target.module, names, first.error));
  }
  return findings;
}

const NO_RUN = { runId: "", epoch: 0 };
const NO_PART = { runId: "", table: "", start: "", from: 0, to: 0 };
const NO_ROWS = { after: null, start: "", end: "", rows: [], refused: [], hints: "{}", matches: "{}" };

/**
 * For each function arguments that it answers, or refuses with an error of ours, without writing anything. The table is
 * none of the mapping: one that the schema lacks an index for would be an error of Convex.
 */
const PROBES: Record<Exclude<FunctionName, "plan" | "status">, Record<string, Value>> = {
  begin: { planHash: "", startNew: false, retry: false, sortedByScript: [] },
  load: { ...NO_RUN, ...NO_ROWS, table: "", lookup: false, retry: false, dryRun: true },
  advance: { ...NO_RUN, step: { kind: "finished" } },
  intervals: { runId: "", table: "", cursor: null },
  run: { fn: "" },
  rejects: { kind: "reject", cursor: null, limit: 1 },
  origins: { table: "", documentIds: [], legacyIds: [], cursor: null },
  naturalKeys: { table: "", cursor: null },
  walk: { table: "", cursor: null, documents: 1, lastLegacyId: null },
  compare: { runId: "", table: "", start: "", rows: [] },
  finish: { step: "look", accept: [], dropLegacyIds: false },
  clearLegacy: { table: "", cursor: null, documents: 1 },
  outdated: { runId: "", table: "", rows: [], matches: "{}" },
  remove: {
    ...{ ...NO_RUN, table: "", start: "", bases: "{}" },
    ...{ documents: [], gone: [], skipped: [], joined: [] },
  },
  legacyIds: { table: "", ids: [], legacyIds: [] },
  // What another run is told, and a run that is not there.
  undoBatches: { runId: "", cursor: null },
  undoCheck: { ...NO_PART, newer: "{}" },
  undo: { step: { kind: "batch", ...NO_PART, epoch: 0, force: false } },
};

type Refusal = { name: string; error: FunctionRefused };

async function refused(target: Target, calls: Record<string, Record<string, Value>>): Promise<Refusal[]> {
  const answers = await Promise.all(
    Object.entries(calls).map(async ([name, args]) => ({ name, error: await refusal(target, name, args) })),
  );
  return answers.filter((answer): answer is Refusal => answer.error !== undefined);
}

async function refusal(
  { deployment, module }: Target,
  name: string,
  args: Record<string, Value>,
): Promise<FunctionRefused | undefined> {
  try {
    await deployment.call(`${module}:${name}`, args);
    return undefined;
  } catch (error) {
    // An error of ours means that the function is there.
    if (error instanceof MigrationError) return undefined;
    if (error instanceof FunctionRefused) return error;
    throw error;
  }
}

const noTables = (module: string): Finding => ({
  severity: "error",
  code: "NO_TABLES",
  message: "The mapping has no tables.",
  fix: `Add them to convex/${module}.ts.`,
});

const statusFailed = (module: string, { message }: FunctionRefused): Finding => ({
  severity: "error",
  code: "COMPONENT_MISSING",
  message: `${module}:status failed: ${message}`,
  fix:
    `Either it is not exported from convex/${module}.ts:\n  ${exportLine()}\n` +
    "or a component is not installed in convex/convex.config.ts:\n" +
    '  import supabaseToConvex from "supabase-to-convex/convex.config";\n' +
    '  import migrations from "@convex-dev/migrations/convex.config";\n' +
    "  app.use(supabaseToConvex);\n  app.use(migrations);",
});

export function notExported(module: string, names: string[], { message }: FunctionRefused): Finding {
  const functions = `function${names.length > 1 ? "s" : ""} ${names.map((name) => `${module}:${name}`).join(", ")}`;
  return {
    severity: "error",
    code: "NOT_EXPORTED",
    message: `The deployment has no ${functions} (${message}).`,
    fix:
      `Add to convex/${module}.ts:\n  ${exportLine()}\n` +
      "and push the app: npx convex dev --once. If the mapping is in another file, name it: --module <name>",
  };
}
