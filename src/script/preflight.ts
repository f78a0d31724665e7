import { type Plan, type PlanTable, sourceName } from "../shared/plan.ts";
import { VERSION } from "../shared/version.ts";
import type { TableDescription } from "../source/source.ts";
import { notExported } from "./checkFunctions.ts";
import { FunctionRefused } from "./deployment.ts";
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
    throw error instanceof FunctionRefused
      ? new SetupError([notExported(module, ["plan"], error)], { cause: error })
      : error;
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
