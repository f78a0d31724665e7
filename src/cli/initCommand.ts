import { type Draft, draftMigration } from "../script/draft/draft.ts";
import { type Selection, selectTables } from "../script/draft/selection.ts";
import { Interrupted } from "../script/errors.ts";
import { infiniteTimes, timeColumns } from "../script/infiniteTimes.ts";
import { counted } from "../shared/words.ts";
import { type DraftFile, DraftFileError, planFiles, writeFiles } from "./draftFiles.ts";
import type { ExitCode } from "./exitCodes.ts";
import { functionsFolder } from "./functionsFolder.ts";
import type { InitOptions } from "./initOptions.ts";
import { initPage, initReport } from "./initPage.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { closing, openSource, shownSource } from "./openSource.ts";
import { readSourceConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import type { SourceConfig } from "./sourceSettings.ts";
import { answeringCtrlC } from "./stopping.ts";

const UNTOLD =
  "Supabase's API does not tell of foreign keys to auth.users and other schemas, of unique columns, and of what composite types " +
  "are made of. Postgres does: init --database-url <url>.";

/** Drafts the app's schema and mapping from the source's tables. */
export async function initCommand(io: CliIo, printer: Printer, options: InitOptions): Promise<ExitCode> {
  const out = options.out ?? functionsFolder(io);
  const config = readSourceConfig(io, printer, options).source;
  printer.err(`From ${shownSource(config)} into ${out}.`);
  const draft = await draftFrom(io, printer, config, options);
  const plan = planFiles(draft, out, io.readFile);
  await askForReplaced(io, plan.files, options);
  await writeFiles(plan.files);
  const next = (command: string): string => nextCommand(command, options);
  const report = initReport(draft, plan, {
    untold: config.kind === "supabase" ? UNTOLD : null,
    next: "npx convex dev",
    afterwards: ["check", "run"].map((command) => next(`npx supabase-to-convex ${command}`)),
  });
  if (options.json) printer.json(report);
  else for (const line of initPage(report)) printer.out(line);
  return 0;
}

/** @throws SelectionError, SourceError */
async function draftFrom(
  io: CliIo,
  printer: Printer,
  config: SourceConfig,
  { schema, table, exclude, rows }: InitOptions,
): Promise<Draft> {
  const selection: Selection = { schemas: schema, tables: table, exclude };
  const source = openSource(config);
  const work = async (): Promise<Draft> => {
    const catalogue = await source.catalogue();
    const times = rows ? timeColumns(selectTables(catalogue, selection).tables) : [];
    if (times.length > 0) printer.err(`Looking for infinity in ${counted(times.length, "column")} of times.`);
    const infinite = await infiniteTimes(source, times, io.signal);
    if (io.signal.aborted) throw new Interrupted();
    return draftMigration(catalogue, selection, infinite);
  };
  return closing(source, () => answeringCtrlC(io, printer.err, work));
}

/** @throws DraftFileError where a file would be replaced that is not to be. */
async function askForReplaced(io: CliIo, files: readonly DraftFile[], options: InitOptions): Promise<void> {
  const replaced = files.filter(({ found }) => found === "another").map(({ path }) => path);
  if (replaced.length === 0 || options.force) return;
  if (io.confirm === undefined || options.json) {
    const are = replaced.length === 1 ? "is there already, and differs" : "are there already, and differ";
    const again = nextCommand("npx supabase-to-convex init", { ...options, force: true });
    throw new DraftFileError(
      `${replaced.join(" and ")} ${are} from the draft. Nothing was written. To overwrite: ${again}`,
    );
  }
  for (const path of replaced) {
    if (!(await io.confirm(`${path} is there already, and differs from the draft. Overwrite it? y/N `))) {
      throw new DraftFileError(`${path} is kept as it is. Nothing was written.`);
    }
  }
}
