import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

/** An app folder that cannot be served, with the reason in the user's words. */
export class AppFolderError extends Error {
  override name = "AppFolderError";
}

/**
 * The folder that holds the app's functions: `app` itself, or, for a project folder, what `functions` in its
 * convex.json names, else its `convex`.
 */
export function functionsFolder(app: string): string {
  const folder = resolve(app);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new AppFolderError(`There is no folder ${folder}.`);
  const named = functionsOfProject(folder);
  if (named !== null && existsSync(join(folder, named))) return realpathSync(join(folder, named));
  if (hasSchema(folder)) return realpathSync(folder);
  throw new AppFolderError(
    `${folder} has no schema.ts and no convex/ folder with one. Name the folder that holds the app's convex code.`,
  );
}

function functionsOfProject(folder: string): string | null {
  const config = join(folder, "convex.json");
  if (existsSync(config)) {
    const { functions } = JSON.parse(readFileSync(config, "utf8")) as { functions?: string };
    return functions ?? "convex";
  }
  return !hasSchema(folder) && hasSchema(join(folder, "convex")) ? "convex" : null;
}

const hasSchema = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => /^schema\.(?:ts|js|mjs)$/.test(name));
