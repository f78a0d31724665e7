import { Command, CommanderError, InvalidArgumentError } from "commander";

export interface ServeOptions {
  app: string;
  port: number;
  sql: string[];
  supabasePort: number;
  json: boolean;
}

const DEFAULT_PORT = 3210;
const DEFAULT_SUPABASE_PORT = 54321;

/** Reads the arguments; after a usage error or --help, which were printed, only the exit code is left. */
export function readServeOptions(args: string[]): ServeOptions | { exitCode: number } {
  const command = new Command("npm run embedded --")
    .description("Serves a Convex app and, with --sql, a Supabase, in this process: no account, no network.")
    .requiredOption("--app <dir>", "the folder that holds the app's convex code, or its project folder")
    .option("--port <number>", "port of Convex, 0 for a free one", port, DEFAULT_PORT)
    .option("--sql <file...>", "SQL files to fill an embedded Supabase with, in this order", [])
    .option("--supabase-port <number>", "port of Supabase, 0 for a free one", port, DEFAULT_SUPABASE_PORT)
    .option("--json", "print one JSON object instead of text", false)
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride();
  try {
    return command.parse(args, { from: "user" }).opts<ServeOptions>();
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  return value;
}
