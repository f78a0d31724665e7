import type { Status } from "../shared/status.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { readTargetConfig, type TargetOptions } from "./options.ts";
import type { Printer } from "./printer.ts";
import { allRejects, KINDS } from "./rejects.ts";
import { listRejects, nextOf } from "./rejectsCommand.ts";
import { DEFAULT_LIMIT } from "./rejectsOptions.ts";
import { openDeployment, retried } from "./session.ts";
import { statusLines } from "../shared/statusLines.ts";
import { answeringCtrlC } from "./stopping.ts";

export type StatusOptions = TargetOptions & { rejects: boolean };

/** How the latest run stands, from the deployment alone. */
export const statusCommand = (io: CliIo, printer: Printer, options: StatusOptions): Promise<ExitCode> =>
  answeringCtrlC(io, printer.err, () => showStatus(io, printer, options));

async function showStatus(io: CliIo, printer: Printer, options: StatusOptions): Promise<ExitCode> {
  const { convex } = readTargetConfig(io, printer, options);
  const { module, json } = options;
  const deployment = openDeployment(convex, (retry) => printer.err(retried(retry)));
  const status = await deployment.call<Status>(`${module}:status`, {});
  const pages =
    options.rejects && status.run !== null ? allRejects({ deployment, module }, { kinds: KINDS }) : undefined;

  const lines = statusLines(status);
  if (!json) for (const line of lines) printer.out(line);
  if (!json && pages !== undefined) printer.out("");
  const found = pages && (await listRejects(printer, pages, { json, limit: DEFAULT_LIMIT, rows: false }));
  const next = nextCommand(found === undefined ? status.next : nextOf(status, found), options);
  if (json) {
    const rejects = found?.rejects ?? [];
    const shown = { ...status, page: [...lines, `Next: ${next}`], next };
    printer.json(options.rejects ? { ...shown, rejects } : shown);
  } else printer.out(`Next: ${next}`);
  return 0;
}
