import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Versions } from "../script/migrationIo.ts";
import { VERSION } from "../shared/version.ts";
import type { CliIo } from "./io.ts";

/** The packages that an app installs beside this one: they may differ from those that this version was tried with. */
const PEERS = ["convex", "@convex-dev/migrations"];

const zManifest = z.object({ version: z.string() });

/** What is at work, where this is known. */
export function versions({ nodeVersion }: Pick<CliIo, "nodeVersion">): Versions {
  const installed = PEERS.flatMap((name) => {
    const version = installedVersion(name);
    return version === undefined ? [] : [[name, version] as const];
  });
  return { "supabase-to-convex": VERSION, node: nodeVersion, ...Object.fromEntries(installed) };
}

/** A version that nobody can tell is no reason to end a command. */
function installedVersion(name: string): string | undefined {
  try {
    const file = new URL(import.meta.resolve(`${name}/package.json`));
    return zManifest.parse(JSON.parse(readFileSync(file, "utf8"))).version;
  } catch {
    return undefined;
  }
}
