import { type ClearedTable, finishMigration, lookAtGate } from "../script/finishMigration.ts";
import type { FinishAnswer, OpenIssue } from "../shared/finish.ts";
import { confirmed } from "./confirmed.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { FinishOptions } from "./finishOptions.ts";
import { finishedLines, questionOf, shutLines, warningLines } from "./finishPage.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { readTargetConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { openDeployment, retried } from "./session.ts";

/** What `finish --json` prints. */
export type FinishReport = {
  format: 1;
  /** False where the gate is shut; `open` says why. */
  finished: boolean;
  runId: string;
  open: OpenIssue[];
  orphans: number;
  dropLegacyIds: boolean;
  /** Tables whose legacy ids stay because their fields are encrypted. */
  legacyIdsKept: string[];
  cleared: ClearedTable[];
  /** Lines of convex/schema.ts that can go, by table. */
  schema: { table: string; lines: string[] }[];
  next: string;
};

/** The gate: refuses while anything is open; then clears legacy fields and closes the run. */
export async function finishCommand(io: CliIo, printer: Printer, options: FinishOptions): Promise<ExitCode> {
  const { convex } = readTargetConfig(io, printer, options);
  const progress = showProgress(io, printer);
  const deployment = openDeployment(convex, (retry) => progress.note(retried(retry)));
  const target = { deployment, module: options.module, report: progress.report, signal: io.signal };
  const show = (answer: FinishAnswer, cleared?: ClearedTable[]) =>
    showResult(printer, options, answer, cleared);

  const found = await lookAtGate(target, options);
  if (found.open.length > 0) return show(found);
  if (!found.left) return show(found, []);
  if (!options.json) for (const line of warningLines(found)) printer.err(line);
  await confirmed(io, options, {
    question: questionOf(found, new URL(convex.url).host),
    withYes: "npx supabase-to-convex finish --yes",
  });
  const cleared = await progress.during(() => finishMigration(target, options));
  return show(cleared === undefined ? await lookAtGate(target, options) : found, cleared);
}

function showResult(
  printer: Printer,
  options: FinishOptions,
  answer: FinishAnswer,
  cleared: ClearedTable[] | undefined,
): ExitCode {
  const { runId, orphans, dropLegacyIds, tables } = answer;
  const open = answer.open.map((issue) => ({ ...issue, next: nextCommand(issue.next, options) }));
  const schema = tables
    .filter(({ schemaLines }) => schemaLines.length > 0)
    .map(({ table, schemaLines }) => ({ table, lines: schemaLines }));
  const report: FinishReport = {
    ...{ format: 1, finished: cleared !== undefined, runId, open, orphans, dropLegacyIds },
    legacyIdsKept: dropLegacyIds ? tables.filter(({ encrypted }) => encrypted).map(({ table }) => table) : [],
    ...{ cleared: cleared ?? [], schema },
    next: nextOf(cleared === undefined, open, schema.length > 0, options),
  };
  if (options.json) printer.json(report);
  else for (const line of report.finished ? finishedLines(report) : shutLines(report)) printer.out(line);
  return report.finished ? 0 : 3;
}

function nextOf(
  isShut: boolean,
  [first]: readonly OpenIssue[],
  linesCanGo: boolean,
  options: FinishOptions,
): string {
  // Whatever kept it shut is gone already: what is asked again is the gate.
  if (isShut) return first?.next ?? nextCommand("npx supabase-to-convex finish", options);
  return linesCanGo
    ? "Take these lines out of convex/schema.ts, then: npx convex dev --once"
    : nextCommand("npx supabase-to-convex status", options);
}
