import { type Plan, type PlanColumn, type PlanTable, sourceName } from "../shared/plan.ts";
import { VERSION } from "../shared/version.ts";
import { SourceError, type SourceErrorCode, type TableDescription } from "../source/source.ts";
import { withoutUnused } from "./check/authTables.ts";
import { columnFindings } from "./check/columns.ts";
import { errorsAmong, type Finding, setupProblem } from "./check/finding.ts";
import { sourceReads } from "./check/sourceReads.ts";
import { notExported } from "./checkFunctions.ts";
import { FunctionRefused } from "./deployment.ts";
import { SetupError } from "./errors.ts";
import { joinedTable } from "./joinedTable.ts";
import type { MigrationIo } from "./migrationIo.ts";

/**
 * A table of the plan with what the source says of it. Its columns, and its joins with theirs, are those that the
 * source has.
 */
export type DescribedTable = { table: PlanTable; description: TableDescription };

/** Asks the deployment for its plan. @throws SetupError where it has none, or one that cannot be run. */
export async function fetchPlan(io: Pick<MigrationIo, "deployment" | "module">): Promise<Plan> {
  const { plan, findings, cause } = await askForPlan(io);
  if (plan === undefined || findings.length > 0) throw new SetupError(findings.map(setupProblem), { cause });
  return plan;
}

export type AskedPlan = {
  /** undefined where the deployment has none, or one of another version. */
  plan: Plan | undefined;
  findings: Finding[];
  cause?: unknown;
};

/** The deployment's plan, and what stands in its way. */
export async function askForPlan({
  deployment,
  module,
}: Pick<MigrationIo, "deployment" | "module">): Promise<AskedPlan> {
  let plan: Plan;
  try {
    plan = await deployment.call<Plan>(`${module}:plan`, {});
  } catch (error) {
    if (!(error instanceof FunctionRefused)) throw error;
    return { plan: undefined, findings: [notExported(module, ["plan"], error)], cause: error };
  }
  if (plan.version !== VERSION) return { plan: undefined, findings: [versionDiffers(plan.version)] };
  const findings = plan.problems.map(
    ({ table, field, message }): Finding => ({
      ...{ severity: "error", code: "PLAN_INVALID", table, message },
      ...(field === undefined ? {} : { field }),
      fix: "",
    }),
  );
  return { plan, findings };
}

const versionDiffers = (version: string): Finding => ({
  severity: "error",
  code: "VERSION_DIFFERS",
  message: `The deployment runs supabase-to-convex ${version}, this script is ${VERSION}.`,
  fix: "Push the app with the installed version: npx convex dev --once (or npx convex deploy)",
});

/**
 * Describes every table of the plan.
 *
 * @throws SetupError for missing tables and columns, and for forgotten columns.
 * @throws SourceError for a table that cannot be read.
 */
export async function describeTables(io: Pick<MigrationIo, "source">, plan: Plan): Promise<DescribedTable[]> {
  const { tables, findings, unreadable } = await describePlan(io, plan);
  const [first] = unreadable;
  if (first !== undefined) throw first;
  const errors = errorsAmong(findings);
  if (errors.length > 0) throw new SetupError(errors.map(setupProblem));
  return tables;
}

export type DescribedPlan = {
  /** Those that can be read. */
  tables: DescribedTable[];
  /** What is wrong between the plan and the source. */
  findings: Finding[];
  /** An error for each table that is there and cannot be read. */
  unreadable: SourceError[];
};

/** What keeps one table from being read, and perhaps no other. */
const OF_ONE_TABLE: ReadonlySet<SourceErrorCode> = new Set(["SOURCE_FORBIDDEN", "SOURCE_FAILED"]);
export const isOfOneTable = (error: unknown): error is SourceError =>
  error instanceof SourceError && OF_ONE_TABLE.has(error.code);

/** Every table of the plan as the source has it. @throws SourceError where the source itself cannot be read */
export async function describePlan(
  { source }: Pick<MigrationIo, "source">,
  plan: Plan,
): Promise<DescribedPlan> {
  const bySource = new Map<string, TableDescription>();
  const unreadable: SourceError[] = [];
  const described: DescribedTable[] = [];
  const describe = async (table: PlanTable): Promise<TableDescription | undefined> => {
    try {
      return await source.describe(table);
    } catch (error) {
      if (!isOfOneTable(error)) throw error;
      unreadable.push(error);
      return undefined;
    }
  };
  const add = async (table: PlanTable): Promise<TableDescription | undefined> => {
    const description = await describe(table);
    if (description !== undefined) keepBetter(bySource, sourceName(table.source), description);
    return description;
  };
  for (const table of plan.tables) {
    const description = await add(table);
    if (description !== undefined) described.push({ table, description });
  }
  const reads = sourceReads(plan);
  for (const { source: name, readers } of reads) {
    const joins = bySource.has(sourceName(name)) ? [] : readers;
    const [first] = joins.flatMap(({ table, join }) =>
      join === undefined ? [] : [joinedTable(table, join)],
    );
    if (first !== undefined) await add(first);
  }
  const findings: Finding[] = [];
  for (const each of reads) {
    const description = bySource.get(sourceName(each.source));
    if (description === undefined) continue;
    findings.push(...columnFindings(each, await withoutUnused({ source }, each, description)));
  }
  return {
    tables: described.map(({ table, description }) => ({ table: asAtSource(table, bySource), description })),
    ...{ findings, unreadable },
  };
}

/** Where a filter lets no row of it pass, a source may not know a table's columns. */
function keepBetter(
  bySource: Map<string, TableDescription>,
  name: string,
  description: TableDescription,
): void {
  const known = bySource.get(name);
  if (known === undefined || (known.found && known.columns === null)) bySource.set(name, description);
}

/** The table without the columns that the source lacks, and without those of its joins. */
function asAtSource(table: PlanTable, bySource: ReadonlyMap<string, TableDescription>): PlanTable {
  const joins = table.joins.map((join) => ({
    ...join,
    columns: presentColumns(join.columns, bySource.get(sourceName(join.source))),
  }));
  return { ...table, joins, columns: presentColumns(table.columns, bySource.get(sourceName(table.source))) };
}

function presentColumns(
  columns: readonly PlanColumn[],
  description: TableDescription | undefined,
): PlanColumn[] {
  if (description === undefined) return [...columns];
  if (!description.found) return [];
  if (description.columns === null) return [...columns];
  const present = new Set(description.columns);
  return columns.filter(({ name }) => present.has(name)).map((column) => ({ ...column, optional: false }));
}
