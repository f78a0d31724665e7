import type { Value } from "convex/values";
import { exportLine, type FunctionName, passesLine } from "../shared/functionNames.ts";
import type { Plan } from "../shared/plan.ts";
import { FunctionRefused, MigrationError } from "./deployment.ts";
import { SetupError, type SetupProblem } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

type Target = Pick<MigrationIo, "deployment" | "module">;

/** Calls what the run will call, in a way that changes nothing, so that a missing export is known before a row moves. */
export async function checkFunctions(target: Target, plan: Plan): Promise<void> {
  const [table] = plan.tables;
  if (table === undefined) {
    throw new SetupError([{ message: `The mapping has no tables. Add them to convex/${target.module}.ts.` }]);
  }
  // Without its components no function works: that is said alone.
  const status = await refusal(target, "status", {});
  if (status !== undefined) throw new SetupError([statusFailed(target.module, status)]);
  const passes = plan.tables.flatMap(({ pass }) => (pass === null ? [] : [pass]));
  const [missing, missingPasses] = await Promise.all([
    refused(target, probes(table.target)),
    // @convex-dev/migrations takes an empty cursor for a question of a person, and does nothing.
    refused(target, Object.fromEntries(passes.map((pass) => [pass, { cursor: "" }]))),
  ]);
  const problems: SetupProblem[] = missingPasses.map(({ name }) => ({
    message: `The pass ${target.module}:${name} is not exported. Add to convex/${target.module}.ts:\n  ${passesLine(passes)}`,
  }));
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ name }) => name);
    problems.unshift(notExported(target.module, names, first.error));
  }
  if (problems.length > 0) throw new SetupError(problems);
}

/** For each function arguments that it answers, or refuses with an error of ours, without writing anything. */
function probes(table: string): Record<Exclude<FunctionName, "plan" | "status">, Record<string, Value>> {
  const noRun = { runId: "", epoch: 0 };
  const noRows = { after: null, start: "", end: "", rows: [], refused: [], hints: "{}", lookup: false };
  return {
    begin: { planHash: "", startNew: false },
    load: { ...noRun, ...noRows, table, dryRun: true },
    advance: { ...noRun, step: { kind: "finished" } },
    intervals: { runId: "", table, cursor: null },
    run: { fn: "" },
    rejects: { kind: "reject", cursor: null, limit: 1 },
    walk: { table, cursor: null, documents: 1, lastLegacyId: null },
    compare: { runId: "", table, start: "", rows: [] },
  };
}

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

const statusFailed = (module: string, { message }: FunctionRefused): SetupProblem => ({
  message:
    `${module}:status failed: ${message}\nEither it is not exported from convex/${module}.ts:\n  ${exportLine()}\n` +
    "or a component is not installed in convex/convex.config.ts:\n" +
    '  import supabaseToConvex from "supabase-to-convex/convex.config";\n' +
    '  import migrations from "@convex-dev/migrations/convex.config";\n' +
    "  app.use(supabaseToConvex);\n  app.use(migrations);",
});

export function notExported(module: string, names: string[], { message }: FunctionRefused): SetupProblem {
  const functions = `function${names.length > 1 ? "s" : ""} ${names.map((name) => `${module}:${name}`).join(", ")}`;
  return {
    message:
      `The deployment has no ${functions} (${message}). Add to convex/${module}.ts:\n  ${exportLine()}\n` +
      "and push the app: npx convex dev --once. If the mapping is in another file, name it: --module <name>",
  };
}
