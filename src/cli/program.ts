import { Command, Option } from "commander";
import { DEPLOYMENT_CLASSES } from "../script/check/deploymentClass.ts";
import { VERSION } from "../shared/version.ts";
import { type CheckOptions, checkCommand } from "./checkCommand.ts";
import { dryRunCommand } from "./dryRunCommand.ts";
import type { ExitCode } from "./exitCodes.ts";
import { exportCommand } from "./exportCommand.ts";
import { EXPORT_HELP, type ExportOptions, withExportOptions } from "./exportOptions.ts";
import { finishCommand } from "./finishCommand.ts";
import { type FinishOptions, withFinishOptions } from "./finishOptions.ts";
import { examples, SHARED_HELP } from "./help.ts";
import { initCommand } from "./initCommand.ts";
import { INIT_HELP, type InitOptions, withInitOptions } from "./initOptions.ts";
import type { CliIo } from "./io.ts";
import { type KeygenOptions, keygenCommand } from "./keygenCommand.ts";
import {
  withBatchSizeOption,
  withMigrationOptions,
  withOpenOption,
  withReportOptions,
  withTargetOptions,
} from "./options.ts";
import { packCommand } from "./packCommand.ts";
import { PACK_HELP, type PackOptions, withPackOptions } from "./packOptions.ts";
import type { Printer } from "./printer.ts";
import { rejectsCommand } from "./rejectsCommand.ts";
import { type RejectsOptions, refuseRetryOf, withRejectsOptions } from "./rejectsOptions.ts";
import { type RunOptions, runCommand } from "./runCommand.ts";
import { type StatusOptions, statusCommand } from "./statusCommand.ts";
import { syncCommand } from "./syncCommand.ts";
import { type SyncOptions, withSyncOptions } from "./syncOptions.ts";
import { undoCommand } from "./undoCommand.ts";
import { type UndoOptions, withUndoOptions } from "./undoOptions.ts";
import { verifyCommand } from "./verifyCommand.ts";
import { refuseResumeOf, type VerifyOptions, withVerifyOptions } from "./verifyOptions.ts";

/** The command line. `ended` is told the exit code of the command that ran. */
export function createProgram(io: CliIo, printer: Printer, ended: (code: ExitCode) => void): Command {
  const program = new Command("supabase-to-convex")
    .description("Moves a live Supabase app into Convex: no row lost, none doubled, every foreign key right.")
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printer.out(text.trimEnd()),
      writeErr: (text) => printer.err(text.trimEnd()),
    })
    .addHelpText("after", `${examples("program")}\n${SHARED_HELP}`);

  withInitOptions(program.command("init"))
    .description("draft schema and mapping from the source's tables, into the app; asks no deployment")
    .addHelpText("after", `${INIT_HELP}\n${examples("init")}\n${SHARED_HELP}`)
    .action(async (options: InitOptions) => ended(await initCommand(io, printer, options)));

  withMigrationOptions(program.command("check"))
    .description("everything that can be known before a row moves, each finding with its fix; writes nothing")
    .option("--scan", "send every row through the mapping, and let Convex take it all back", false)
    .addOption(
      new Option("--class <class>", "of the deployment, for the estimate of time")
        .choices(Object.keys(DEPLOYMENT_CLASSES))
        .default("s16"),
    )
    .addHelpText("after", `${examples("check")}\n${SHARED_HELP}`)
    .action(async (options: CheckOptions) => ended(await checkCommand(io, printer, options)));

  withOpenOption(withBatchSizeOption(withReportOptions(program.command("run"))))
    .description("load every row, resolve ids, verify, report; goes on with an open run")
    .option("--new", "leave the open run and start over", false)
    .option("--dry-run", "send every row, and let Convex take it all back", false)
    .addHelpText("after", `${examples("run")}\n${SHARED_HELP}`)
    .action(async (options: RunOptions) => {
      ended(await (options.dryRun ? dryRunCommand : runCommand)(io, printer, options));
    });

  withTargetOptions(program.command("status"))
    .description("how the latest run stands; needs no access to Supabase")
    .option("--rejects", "list the rows and refs that were not migrated too, as rejects does", false)
    .addHelpText("after", `${examples("status")}\n${SHARED_HELP}`)
    .action(async (options: StatusOptions) => ended(await statusCommand(io, printer, options)));

  withRejectsOptions(program.command("rejects"))
    .description(
      "the latest run's rejects, orphans and unresolved refs, and what to do; exit code 3 where there are any",
    )
    .addHelpText("after", `${examples("rejects")}\n${SHARED_HELP}`)
    .action(async (options: RejectsOptions, command: Command) => {
      refuseRetryOf(options, command);
      ended(await rejectsCommand(io, printer, options));
    });

  withOpenOption(withVerifyOptions(program.command("verify")))
    .description("hold the latest run against the source as it is now; writes nothing but the report")
    .addHelpText("after", `${examples("verify")}\n${SHARED_HELP}`)
    .action(async (options: VerifyOptions, command: Command) => {
      refuseResumeOf(options, command);
      ended(await verifyCommand(io, printer, options));
    });

  withPackOptions(program.command("pack"))
    .description("the other lane: a ZIP for npx convex import, with computed ids; with --import, all of it")
    .addHelpText("after", `${PACK_HELP}\n${examples("pack")}\n${SHARED_HELP}`)
    .action(async (options: PackOptions) => ended(await packCommand(io, printer, options)));

  withSyncOptions(program.command("sync"))
    .description(
      "bring the latest run up to date with a source that goes on changing; exit code 3 while anything is behind",
    )
    .addHelpText("after", `${examples("sync")}\n${SHARED_HELP}`)
    .action(async (options: SyncOptions) => ended(await syncCommand(io, printer, options)));

  withFinishOptions(program.command("finish"))
    .description(
      "the gate: refuses while anything is open (exit code 3); then clears legacy fields and closes the run",
    )
    .addHelpText("after", `${examples("finish")}\n${SHARED_HELP}`)
    .action(async (options: FinishOptions) => ended(await finishCommand(io, printer, options)));

  withUndoOptions(program.command("undo"))
    .description("take the latest run back: delete what it inserted, restore what it changed; asks first")
    .addHelpText("after", `${examples("undo")}\n${SHARED_HELP}`)
    .action(async (options: UndoOptions) => ended(await undoCommand(io, printer, options)));

  withExportOptions(program.command("export"))
    .description("write the source's tables into a folder, to be read with --from; asks no deployment")
    .addHelpText("after", `${EXPORT_HELP}\n${examples("export")}\n${SHARED_HELP}`)
    .action(async (options: ExportOptions) => ended(await exportCommand(io, printer, options)));

  program
    .command("keygen")
    .description("make a key for encrypted columns; prints it on stdout, asks nobody and writes nothing")
    .option("--json", "print one JSON document on stdout", false)
    .addHelpText("after", `${examples("keygen")}\n${SHARED_HELP}`)
    .action((options: KeygenOptions) => ended(keygenCommand(io, printer, options)));

  for (const command of [program, ...program.commands]) usageBeforeMessage(command, printer);
  return program;
}

/** The message comes last, where it is seen. */
function usageBeforeMessage(command: Command, printer: Printer): void {
  command.allowExcessArguments(false).configureOutput({
    outputError: (text) => {
      const help = command.createHelp();
      printer.err(`Usage: ${help.commandUsage(command)}\n${text.trimEnd()}`);
    },
  });
}
