import { exportLine, passesLine } from "../shared/functionNames.ts";
import { type Plan, type PlanTable, sourceName } from "../shared/plan.ts";
import type { Status } from "../shared/status.ts";
import { VERSION } from "../shared/version.ts";
import type { TableDescription } from "../source/source.ts";
import { type Deployment, FunctionRefused, MigrationError } from "./deployment.ts";
import { SetupError, type SetupProblem } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** A table of the plan with what the source says of it; its columns are those that the source has. */
export type DescribedTable = { table: PlanTable; description: TableDescription };

/** Asks the deployment for its plan. @throws SetupError where it has none, or one that cannot be run. */
export async function fetchPlan({
  deployment,
  module,
}: Pick<MigrationIo, "deployment" | "module">): Promise<Plan> {
  const plan = await deployment.call<Plan>(`${module}:plan`, {}).catch((error: unknown) => {
    throw error instanceof FunctionRefused ? notExported(module, "plan", error) : error;
  });
  if (plan.version !== VERSION) {
    throw new SetupError([
      {
        message:
          `The deployment runs supabase-to-convex ${plan.version}, this script is ${VERSION}. ` +
          "Push the app with the installed version: npx convex dev --once (or npx convex deploy)",
      },
    ]);
  }
  if (plan.problems.length > 0) throw new SetupError(plan.problems);
  return plan;
}

/** Calls what the run will call, in a way that changes nothing, so that a missing export is known before a row moves. */
export async function checkFunctions(
  io: Pick<MigrationIo, "deployment" | "module">,
  plan: Plan,
): Promise<void> {
  const passes = plan.tables.flatMap(({ pass }) => (pass === null ? [] : [pass]));
  const findings = await Promise.all([
    statusFinding(io),
    loadFinding(io, plan),
    ...passes.map((pass) => passFinding(io, pass, passes)),
  ]);
  const problems = findings.filter((finding) => finding !== undefined);
  if (problems.length > 0) throw new SetupError(problems);
}

type Finding = Promise<SetupProblem | undefined>;

async function statusFinding({ deployment, module }: { deployment: Deployment; module: string }): Finding {
  try {
    await deployment.call<Status>(`${module}:status`, {});
    return undefined;
  } catch (error) {
    if (!(error instanceof FunctionRefused)) throw error;
    return {
      message:
        `${module}:status failed: ${error.message}\nEither it is not exported from convex/${module}.ts:\n  ${exportLine()}\n` +
        "or a component is not installed in convex/convex.config.ts:\n" +
        '  import supabaseToConvex from "supabase-to-convex/convex.config";\n' +
        '  import migrations from "@convex-dev/migrations/convex.config";\n' +
        "  app.use(supabaseToConvex);\n  app.use(migrations);",
    };
  }
}

/** A dry run of no rows: anything but DRY_RUN means that `load` is not there. */
async function loadFinding(
  { deployment, module }: { deployment: Deployment; module: string },
  plan: Plan,
): Finding {
  const [table] = plan.tables;
  if (table === undefined) return { message: "The mapping has no tables. Add them to convex/migrations.ts." };
  const nothing = {
    runId: "",
    epoch: 0,
    after: null,
    start: "",
    end: "",
    rows: [],
    refused: [],
    hints: "{}",
  };
  try {
    await deployment.call(`${module}:load`, { ...nothing, table: table.target, lookup: false, dryRun: true });
    return { message: `${module}:load answered a dry run as if it were none. Is it this library's load?` };
  } catch (error) {
    if (error instanceof MigrationError && error.data.code === "DRY_RUN") return undefined;
    if (error instanceof FunctionRefused) return notExported(module, "load", error).problems[0];
    throw error;
  }
}

/** @convex-dev/migrations takes an empty cursor for a question of a person, and does nothing. */
async function passFinding(
  { deployment, module }: { deployment: Deployment; module: string },
  pass: string,
  passes: string[],
): Finding {
  try {
    await deployment.call(`${module}:${pass}`, { cursor: "" });
    return undefined;
  } catch (error) {
    if (!(error instanceof FunctionRefused)) throw error;
    return {
      message: `The pass ${module}:${pass} is not exported. Add to convex/${module}.ts:\n  ${passesLine(passes)}`,
    };
  }
}

function notExported(module: string, name: string, cause: FunctionRefused): SetupError {
  const message =
    `The deployment has no function ${module}:${name} (${cause.message}). Add to convex/${module}.ts:\n  ${exportLine()}\n` +
    "and push the app: npx convex dev --once. If the mapping is in another file, name it: --module <name>";
  return new SetupError([{ message }], { cause });
}

/** Describes every table of the plan. @throws SetupError for missing tables and columns, and for forgotten columns. */
export async function describeTables(io: Pick<MigrationIo, "source">, plan: Plan): Promise<DescribedTable[]> {
  const described: DescribedTable[] = [];
  const problems: SetupProblem[] = [];
  for (const table of plan.tables) {
    const description = await io.source.describe(table);
    problems.push(...problemsOf(table, description));
    described.push({ table: withPresentColumns(table, description), description });
  }
  if (problems.length > 0) throw new SetupError(problems);
  return described;
}

function problemsOf(table: PlanTable, description: TableDescription): SetupProblem[] {
  const source = sourceName(table.source);
  if (!description.found) {
    const message =
      `${source}: the source has no such table. Correct "from" in the mapping of ${table.target}, ` +
      "or say optional: true there if it may be missing.";
    return table.optional ? [] : [{ table: source, message }];
  }
  const { columns } = description;
  if (columns === null) return [];
  const present = new Set(columns);
  const read = new Set(table.columns.map(({ name }) => name));
  const missing = table.columns
    .filter(({ name, optional }) => !present.has(name) && !optional)
    .map(({ name }) => ({
      table: source,
      field: name,
      message: `${source}.${name}: the source has no such column. Name the right one in "fields" of ${table.target}.`,
    }));
  const forgotten = columns
    .filter((name) => !read.has(name) && !table.ignored.includes(name))
    .map((name) => ({
      table: source,
      field: name,
      message: `${source}.${name}: no field of ${table.target} is read from it. Map it in "fields", or leave it behind: ignore: ["${name}"].`,
    }));
  return [...missing, ...forgotten];
}

function withPresentColumns(table: PlanTable, description: TableDescription): PlanTable {
  if (!description.found || description.columns === null) return table;
  const present = new Set(description.columns);
  const columns = table.columns.filter(({ name }) => present.has(name));
  return { ...table, columns: columns.map((column) => ({ ...column, optional: false })) };
}
