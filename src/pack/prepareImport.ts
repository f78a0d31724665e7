import type { LoadedMapping } from "./loadMapping.ts";
import type { Target } from "./prepareTables.ts";
import { checkFunctions } from "../script/checkFunctions.ts";
import { SetupError } from "../script/errors.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import { fetchPlan } from "../script/preflight.ts";
import { watermarksOf } from "../script/runMigration.ts";
import type { Plan } from "../shared/plan.ts";
import type { Watermark } from "../shared/run.ts";

export type PreparedImport = {
  /** The deployment's own. */
  plan: Plan;
  /** How far tables had come at the source before a row was read. */
  watermarks: { table: string; watermark: Watermark }[];
};

/**
 * Makes sure that the deployment has what is to be recorded there, before a row is read.
 *
 * @throws SetupError where it lacks functions, or has another mapping than this machine.
 */
export async function prepareImport(
  io: Target & Pick<MigrationIo, "source">,
  { plan }: LoadedMapping,
): Promise<PreparedImport> {
  const deployed = await fetchPlan(io);
  await checkFunctions(io, deployed);
  if (formOf(deployed) !== formOf(plan)) {
    throw new SetupError([
      {
        message:
          `The deployment has another mapping than convex/${io.module} on this machine, by which the ZIP would be made. ` +
          "Push the app, then pack again: npx convex dev --once (or npx convex deploy)",
      },
    ]);
  }
  const found = await Promise.all(
    plan.tables.map(async (table) => ({ table, description: await io.source.describe(table) })),
  );
  const here = found.flatMap(({ table, description }) => (description.found ? [table] : []));
  return { plan: deployed, watermarks: await watermarksOf(io, here) };
}

/** Functions have another text where another program has bundled them: that theirs is the same, verification shows. */
const formOf = ({ tables }: Plan): string => JSON.stringify(tables.map(({ target, form }) => [target, form]));
