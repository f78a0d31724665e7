import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Extensions } from "@electric-sql/pglite";
import { createPgliteConnection } from "@supabase/lite/pglite";

const PACKAGES = fileURLToPath(new URL("../../node_modules", import.meta.url));

/**
 * An empty Postgres in WebAssembly. What initdb makes of it is kept beside the packages, by PGlite's version: with that the
 * next one starts in a fifth of the time.
 */
export async function freshPostgres(extensions: Extensions) {
  const file = join(PACKAGES, ".cache/supabase-to-convex", `postgres-${await pgliteVersion()}.tar`);
  const kept = await readFile(file).catch(() => undefined);
  const pgliteOptions = kept === undefined ? { extensions } : { extensions, loadDataDir: new Blob([kept]) };
  const connection = await createPgliteConnection({ pgliteOptions });
  await connection.driver.waitReady;
  if (kept === undefined) await keep(file, await connection.driver.dumpDataDir("none"));
  return connection;
}

async function pgliteVersion(): Promise<string> {
  const text = await readFile(join(PACKAGES, "@electric-sql/pglite/package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Whole or not at all: several processes may start at once. Without a place to keep it, each start makes its own. */
async function keep(file: string, image: Blob): Promise<void> {
  const unfinished = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(unfinished, Buffer.from(await image.arrayBuffer()));
    await rename(unfinished, file);
  } catch {
    // A folder that nobody may write to costs a second a start.
  }
}
