import { planUndo, type UndoIo, type UndoPlan } from "../script/planUndo.ts";
import { fetchStatus } from "../script/fetchStatus.ts";
import { createPacer } from "../script/pacing.ts";
import type { Reinserted, UndoneTable } from "../script/undoCounts.ts";
import type { RepointedTable } from "../script/repoint.ts";
import { type Undone, undoRun } from "../script/undoRun.ts";
import type { ChangedDocument } from "../shared/undo.ts";
import { confirmed } from "./confirmed.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { readTargetConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { openDeployment, retried } from "./session.ts";
import type { UndoOptions } from "./undoOptions.ts";
import { planLines, questionOf, resultLines } from "./undoPage.ts";

/** What `undo --json` prints. */
export type UndoReport = {
  format: 1;
  /** The target is as it was before the run. */
  undone: boolean;
  dryRun: boolean;
  forced: boolean;
  runId: string;
  startedAt: string;
  /** An earlier undo of this run had begun, and `tables` has what it had left. */
  resumed: boolean;
  /** Part of the run is taken back. */
  begun: boolean;
  tables: UndoneTable[];
  /** Documents that are not as the run left them, 1,000 lines at most; `tables` counts all. */
  changed: ChangedDocument[];
  /** Documents that sync had deleted, and that come back under new ids. */
  reinserted: Reinserted[];
  /** Tables whose documents may refer to those: how many were gone through, and how many do, by the new ids now. */
  repointed: RepointedTable[];
  /** Tables whose documents came by an import: what that replaced does not come back. */
  imported: string[];
  next: string;
};

/** Calls in flight while documents are looked at; what is undone is undone one batch after the other. */
const CHECKS_IN_FLIGHT = 4;

/** Takes the newest run back: shows what that means, asks, and does it. */
export async function undoCommand(io: CliIo, printer: Printer, options: UndoOptions): Promise<ExitCode> {
  const { convex } = readTargetConfig(io, printer, options);
  const { host } = new URL(convex.url);
  printer.err(`Undo in Convex at ${host}.`);
  const looking = workingOn(io, printer, options, convex);
  const plan = await looking.progress.during(() => lookAt(looking.io));
  const isRefused = plan.changed.length > 0 && !options.force;
  if (options.dryRun || isRefused) return show(printer, options, plan, undefined);
  if (plan.batches.length > 0 || !plan.resumed) {
    const shown = reportOf(options, plan, undefined);
    if (!options.json) for (const line of planLines(shown)) printer.err(line);
    const withYes = "npx supabase-to-convex undo --yes";
    await confirmed(io, options, { question: questionOf(shown, host), withYes });
  }
  const doing = workingOn(io, printer, options, convex);
  return show(printer, options, plan, await doing.progress.during(() => undoRun(doing.io, plan, options)));
}

/** What undo would do, and what it cannot do. */
type Looked = UndoPlan & Pick<UndoReport, "imported">;

async function lookAt(io: UndoIo): Promise<Looked> {
  const plan = await planUndo(io);
  const { run, tables } = await fetchStatus(io);
  const imported = tables.filter((table) => table.imported === true).map(({ target }) => target);
  return { ...plan, imported: run?.runId === plan.runId ? imported : [] };
}

type Convex = ReturnType<typeof readTargetConfig>["convex"];

/** Each phase has a progress of its own: between them a question stands on the screen. */
function workingOn(io: CliIo, printer: Printer, { module }: UndoOptions, convex: Convex) {
  const progress = showProgress(io, printer);
  const deployment = openDeployment(convex, (retry) => progress.note(retried(retry)));
  const pacer = createPacer({ max: CHECKS_IN_FLIGHT });
  const work: UndoIo = { deployment, module, pacer, report: progress.report, signal: io.signal };
  return { progress, io: work };
}

function show(printer: Printer, options: UndoOptions, plan: Looked, undone: Undone | undefined): ExitCode {
  const report = reportOf(options, plan, undone);
  if (options.json) printer.json(report);
  else for (const line of resultLines(report)) printer.out(line);
  const isFine = report.undone || (report.dryRun && (report.changed.length === 0 || report.forced));
  return isFine ? 0 : 3;
}

function reportOf(options: UndoOptions, plan: Looked, result: Undone | undefined): UndoReport {
  const { runId, resumed, reinserted, imported } = plan;
  const late = result?.kind === "changed" ? result.changed : [];
  const undone = result?.kind === "undone";
  const changed = [...plan.changed, ...late];
  return {
    ...{ format: 1, undone, dryRun: options.dryRun, forced: options.force, runId },
    startedAt: new Date(plan.startedAtMs).toISOString(),
    ...{ resumed, begun: result !== undefined || resumed },
    ...{ tables: plan.tables.map((table) => withLate(table, late)), changed, reinserted, imported },
    repointed: result?.kind === "undone" ? result.repointed : [],
    next: nextOf(undone, changed.length > 0 && !options.force, options),
  };
}

/** Documents that were changed while the run was being undone. */
const withLate = (table: UndoneTable, late: readonly ChangedDocument[]): UndoneTable => {
  const ids = new Set(late.filter((each) => each.table === table.table).map(({ documentId }) => documentId));
  return { ...table, changed: table.changed + ids.size };
};

function nextOf(undone: boolean, isRefused: boolean, options: UndoOptions): string {
  if (undone) return nextCommand("npx supabase-to-convex status", options);
  if (!isRefused) return nextCommand("npx supabase-to-convex undo", options);
  const forced = nextCommand("npx supabase-to-convex undo", { ...options, force: true });
  return `Put these documents back as they were, or give their changes up: ${forced}`;
}
