import { readFileSync } from "node:fs";
import { AppFolderError } from "./appFolder.ts";
import { type EmbeddedConvex, startConvex } from "./convex.ts";
import type { ServeOptions } from "./serveOptions.ts";
import { type EmbeddedSupabase, startSupabase } from "./supabase.ts";

export interface Servers {
  convex: EmbeddedConvex;
  supabase: EmbeddedSupabase | null;
  stop: () => Promise<void>;
}

/** Something the person at the terminal can put right: shown without a stack. */
class UsageError extends Error {
  override name = "UsageError";
}

export const isUsageError = (error: unknown): error is Error =>
  error instanceof UsageError || error instanceof AppFolderError;

/** Starts what the options ask for; if one of the two fails, the other is stopped again. */
export async function startServers(options: ServeOptions): Promise<Servers> {
  const scripts = options.sql.map(readScript);
  const starting = [
    startConvex({ app: options.app, port: options.port }).catch(startError(options.port, "--port")),
    options.sql.length === 0
      ? null
      : startSupabase({ sql: scripts, port: options.supabasePort }).catch(
          startError(options.supabasePort, "--supabase-port"),
        ),
  ] as const;
  try {
    const [convex, supabase] = await Promise.all(starting);
    return {
      convex,
      supabase,
      stop: async () => void (await Promise.all([convex.stop(), supabase?.stop()])),
    };
  } catch (error) {
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === "fulfilled") await started.value?.stop();
    }
    throw error;
  }
}

function readScript(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(`--sql ${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** An error of Postgres itself, by its five-character code. */
const isSqlError = (error: Error & { code?: unknown; severity?: unknown }): boolean =>
  typeof error.severity === "string" && typeof error.code === "string" && error.code.length === 5;

const startError =
  (port: number, flag: string) =>
  (error: NodeJS.ErrnoException): never => {
    if (isSqlError(error)) throw new UsageError(`The SQL of --sql fails: ${error.message}`, { cause: error });
    if (error.code !== "EADDRINUSE") throw error;
    throw new UsageError(
      `Port ${port} is in use. Choose another with ${flag}, or ${flag} 0 for a free one.`,
      {
        cause: error,
      },
    );
  };
