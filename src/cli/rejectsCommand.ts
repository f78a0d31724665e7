import { RejectGroups } from "../report/rejectGroups.ts";
import { type Deployment, MigrationError } from "../script/deployment.ts";
import { wholeRun } from "../script/wholeRun.ts";
import { isUnmigrated, type ListedReject, type RejectKind, UNMIGRATED_KINDS } from "../shared/reject.ts";
import type { Status } from "../shared/status.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import { readTargetConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { allRejects, KINDS, type ShownReject, shownReject, shownWithRow } from "./rejects.ts";
import type { RejectsOptions } from "./rejectsOptions.ts";
import { rejectsLines } from "./rejectsPage.ts";
import { reportCommand } from "./reportCommand.ts";
import { openDeployment, retried } from "./session.ts";
import { answeringCtrlC } from "./stopping.ts";

/** What `rejects --json` prints: all of it, whatever `--limit` says. */
export type RejectsReport = { format: 1; runId: string; rejects: ShownReject[]; next: string };

/** Lists what the latest run did not migrate, or tries it again. */
export const rejectsCommand = (io: CliIo, printer: Printer, options: RejectsOptions): Promise<ExitCode> =>
  options.retry
    ? retryCommand(io, printer, options)
    : answeringCtrlC(io, printer.err, () => listCommand(io, printer, options));

/** Rejects and orphans once more through the mapping, then on as a run goes on. */
const retryCommand = (io: CliIo, printer: Printer, options: RejectsOptions): Promise<ExitCode> =>
  reportCommand(io, printer, options, {
    did: "loaded",
    work: async (session, { seed }) => {
      const kinds = UNMIGRATED_KINDS.filter((kind) => options.kind === undefined || options.kind === kind);
      const tables = await targetsOf(session, options.table);
      return wholeRun(session, { startNew: false, retry: { kinds, tables }, seed });
    },
  });

async function listCommand(io: CliIo, printer: Printer, options: RejectsOptions): Promise<ExitCode> {
  const { convex } = readTargetConfig(io, printer, options);
  const { module, json, limit, rows } = options;
  const deployment = openDeployment(convex, (retry) => printer.err(retried(retry)));
  const tables = await targetsOf({ deployment, module }, options.table);
  const wanted = { kinds: options.kind === undefined ? KINDS : [options.kind], tables };
  const status = await statusOf({ deployment, module });
  const found = await listRejects(printer, allRejects({ deployment, module }, wanted), { json, limit, rows });
  const next = nextCommand(nextOf(status, found), options);
  if (json) {
    const { rejects } = found;
    const report: RejectsReport = { format: 1, runId: status.run?.runId ?? "", rejects, next };
    printer.json(report);
  } else printer.out(`Next: ${next}`);
  return found.incomplete ? 3 : 0;
}

/** Kinds of notes of documents that are not as their rows are, and of refs that were left out on purpose. */
const OUTDATED_KINDS: ReadonlySet<RejectKind> = new Set(["conflict", "stale", "nulled"]);

type Found = {
  /** All of them for a machine, none for a person. */
  rejects: ShownReject[];
  /** Something is left that a run needs to be complete. */
  incomplete: boolean;
  /** A row is among them that can be tried again. */
  retriable: boolean;
  /** There are none but documents that are not as their rows are, which sync looks at again. */
  outdated: boolean;
};

/** Page by page, so that many take no memory unless a machine asks for all. Prints them for a person. */
export async function listRejects(
  printer: Printer,
  pages: AsyncIterable<ListedReject[]>,
  { json, limit, rows }: Pick<RejectsOptions, "json" | "limit" | "rows">,
): Promise<Found> {
  const groups = new RejectGroups();
  const listed: ListedReject[] = [];
  const found: Found = { rejects: [], incomplete: false, retriable: false, outdated: true };
  for await (const page of pages) {
    for (const reject of page) {
      if (json) found.rejects.push(rows ? shownWithRow(reject) : shownReject(reject));
      else {
        groups.add(reject);
        if (listed.length < limit) listed.push(reject);
      }
      found.incomplete ||= reject.kind !== "nulled";
      found.outdated &&= OUTDATED_KINDS.has(reject.kind);
      found.retriable ||= isUnmigrated(reject.kind) && reject.key !== "" && reject.join === undefined;
    }
  }
  if (!json) for (const line of rejectsLines({ groups: groups.all(), listed, rows })) printer.out(line);
  return found;
}

/** What to do about them, or where nothing is left what the deployment says. */
export function nextOf(
  { run, next }: Pick<Status, "run" | "next">,
  { incomplete, retriable, outdated }: Found,
): string {
  if (run === null || run.state !== "done" || !incomplete) return next;
  return `Once they are corrected: npx supabase-to-convex ${retriable ? "rejects --retry" : outdated ? "sync" : "run"}`;
}

type Target = { deployment: Deployment; module: string };

const statusOf = ({ deployment, module }: Target): Promise<Status> =>
  deployment.call<Status>(`${module}:status`, {});

/** The target tables that a name means: one may be the source of several. @throws MigrationError */
async function targetsOf(target: Target, name: string | undefined): Promise<string[] | undefined> {
  if (name === undefined) return undefined;
  const { tables } = await statusOf(target);
  // Without a run there is nothing to list, which the deployment says.
  if (tables.length === 0) return undefined;
  const meant = tables.filter((table) => table.target === name || table.source === name);
  if (meant.length === 0) {
    const known = [...new Set(tables.flatMap(({ source, target: into }) => [source, into]))].join(", ");
    const message = `The latest run has no table "${name}". It has: ${known}.`;
    throw new MigrationError({ code: "UNKNOWN_TABLE", message });
  }
  return meant.map((table) => table.target);
}
