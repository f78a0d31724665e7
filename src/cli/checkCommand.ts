import { type Checked, checkMigration } from "../script/check/checkMigration.ts";
import type { DeploymentClass } from "../script/check/deploymentClass.ts";
import { errorsAmong, type Finding } from "../script/check/finding.ts";
import { adviceFor } from "./advice.ts";
import { printCheck } from "./checkPage.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand, withNextCommands } from "./nextCommand.ts";
import { closing } from "./openSource.ts";
import { type MigrationOptions, readMigrationConfig } from "./options.ts";
import type { Printer } from "./printer.ts";
import { showProgress } from "./progress.ts";
import { openSession, where } from "./session.ts";

export type CheckOptions = MigrationOptions & { scan: boolean; class: DeploymentClass };

/** What `check --json` prints. No file holds it. */
export type CheckReport = {
  format: 1;
  /** A run would start, and every row that has been looked at would be migrated, skipped or an orphan. */
  ok: boolean;
} & Checked & { next: string };

/** Everything that can be known before a row moves. Nothing is written, neither there nor here. */
export async function checkCommand(io: CliIo, printer: Printer, options: CheckOptions): Promise<ExitCode> {
  const config = readMigrationConfig(io, printer, options);
  printer.err(`${where(config)} Nothing is written.`);
  const progress = showProgress(io, printer);
  const session = openSession(io, config, options, progress);
  const { encryptionKey } = config;
  const { scan, class: deploymentClass } = options;
  const found = await progress.during(() =>
    closing(session.source, () =>
      checkMigration(session, { scan, advice: adviceFor, encryptionKey, deploymentClass }),
    ),
  );
  const checked = {
    ...found,
    findings: found.findings.map((each) => ({ ...each, fix: withNextCommands(each.fix, options) })),
  };

  const ok = errorsAmong(checked.findings).length === 0;
  const next = nextCommand(ok ? RUN : scan ? `${CHECK} --scan` : CHECK, options);
  if (options.json) {
    const report: CheckReport = { format: 1, ok, ...checked, next };
    printer.json(report);
  } else {
    printCheck(printer, { ...checked, next });
  }
  return ok ? 0 : checked.findings.some(isUnreachable) ? 4 : 2;
}

const RUN = "npx supabase-to-convex run";
const CHECK = "npx supabase-to-convex check";

const isUnreachable = ({ code }: Finding): boolean =>
  code === "SOURCE_UNREACHABLE" || code === "TARGET_UNREACHABLE";
