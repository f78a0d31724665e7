import type { Status } from "../shared/status.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { readTargetConfig, type TargetOptions } from "./options.ts";
import type { Printer } from "./printer.ts";
import { adviceLines, allRejects, rejectLine, type ShownReject } from "./rejects.ts";
import { openDeployment, retried } from "./session.ts";
import { statusLines } from "./statusPage.ts";
import { answeringCtrlC } from "./stopping.ts";
import { counted } from "./words.ts";

export type StatusOptions = TargetOptions & { rejects: boolean };

/** What the deployment says is next is what is being done. */
const LIST = "status --rejects";
const ONCE_CORRECTED = "Once they are corrected: npx supabase-to-convex run";

/** How the latest run stands, from the deployment alone. */
export const statusCommand = (io: CliIo, printer: Printer, options: StatusOptions): Promise<ExitCode> =>
  answeringCtrlC(io, printer.err, () => showStatus(io, printer, options));

async function showStatus(io: CliIo, printer: Printer, options: StatusOptions): Promise<ExitCode> {
  const { convex } = readTargetConfig(io, printer, options);
  const { module } = options;
  const deployment = openDeployment(convex, (retry) => printer.err(retried(retry)));
  const found = await deployment.call<Status>(`${module}:status`, {});
  const next = options.rejects && found.next.endsWith(LIST) ? ONCE_CORRECTED : found.next;
  const status: Status = { ...found, next: nextCommand(next, options) };
  const pages = options.rejects && status.run !== null ? allRejects({ deployment, module }) : undefined;

  if (options.json) {
    const rejects: ShownReject[] = [];
    for await (const page of pages ?? []) rejects.push(...page);
    printer.json(options.rejects ? { ...status, rejects } : status);
    return 0;
  }
  for (const line of statusLines(status)) printer.out(line);
  if (pages !== undefined) await printRejects(printer, pages);
  printer.out(`Next: ${status.next}`);
  return 0;
}

/** Page by page, so that many need no memory; of those that share a code, one is kept for the advice. */
async function printRejects(printer: Printer, pages: AsyncIterable<ShownReject[]>): Promise<void> {
  const oneOfEach = new Map<string, ShownReject>();
  let listed = 0;
  printer.out("");
  for await (const page of pages) {
    for (const reject of page) {
      printer.out(rejectLine(reject));
      oneOfEach.set(reject.code, reject);
      listed += 1;
    }
  }
  for (const line of adviceLines([...oneOfEach.values()])) printer.out(line);
  printer.out(`${counted(listed, "row or ref", "rows or refs")} not migrated.`);
}
