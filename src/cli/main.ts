import { type Command, CommanderError } from "commander";
import { type ErrorCode, type ExitCode, exitCodeOf } from "./exitCodes.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { CliIo } from "./io.ts";
import { type Given, nextCommand } from "./nextCommand.ts";
import { createPrinter, type Printer } from "./printer.ts";
import { createProgram } from "./program.ts";

/**
 * Runs one command.
 *
 * @param args What follows the program's name.
 * @returns The exit code. Nothing is thrown.
 */
export async function main(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const printer = createPrinter(io);
  const json = args.includes("--json");
  const tooOld = nodeTooOld(io);
  if (tooOld !== undefined) {
    show(tooOld, json, printer);
    return exitCodeOf(tooOld.code);
  }
  let code: ExitCode = 0;
  const program = createProgram(io, printer, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return misused(error, json, printer);
    const command = program.commands.find((each) => each.name() === args[0]);
    const name = command?.name() ?? "run";
    const way = WAYS.find((flag) => args.includes(flag));
    const failure = failureOf(error, way === undefined ? name : `${name} ${way}`);
    show(withOptions(failure, command), json, printer);
    return exitCodeOf(failure.code);
  }
}

/** The first Node that has all that is used here; npm only warns of an older one, and not everybody sees it. */
const OLDEST_NODE = 22;

function nodeTooOld({ nodeVersion }: CliIo): Failure | undefined {
  if (Number.parseInt(nodeVersion, 10) >= OLDEST_NODE) return undefined;
  const message = `supabase-to-convex needs Node ${OLDEST_NODE} or newer, and this is Node ${nodeVersion}.`;
  return {
    code: "SETUP",
    message: `${message} Install a newer one from https://nodejs.org, then run the command again.`,
  };
}

/** Flags that make another command of the one that they are given to. */
const WAYS = ["--dry-run", "--retry", "--scan", "--full", "--import"];

/** commander has printed usage and message already, or the help that was asked for. */
function misused(error: CommanderError, json: boolean, printer: Printer): ExitCode {
  if (error.exitCode === 0) return 0;
  const code: ErrorCode = "USAGE";
  const message = error.message.replace(/^error: /, "");
  if (json) printer.json({ error: { code, message, next: "npx supabase-to-convex --help" } });
  return exitCodeOf(code);
}

/** What is to be pasted next takes the same options. */
function withOptions(failure: Failure, command: Command | undefined): Failure {
  if (failure.next === undefined || command === undefined) return failure;
  return { ...failure, next: nextCommand(failure.next, command.opts<Given>()) };
}

function show(failure: Failure, json: boolean, printer: Printer): void {
  if (json) printer.json({ error: failure });
  printer.err(printer.styledTalk("red", failure.message));
  if (failure.next !== undefined) printer.err(`Next: ${failure.next}`);
}
