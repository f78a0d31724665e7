import { readdirSync } from "node:fs";
import { join } from "node:path";

const CODE = /\.(?:ts|tsx|mts|js|jsx|mjs)$/;

/**
 * The modules of one app or component folder, relative to it with forward slashes, as a Convex push would take them:
 * no generated code, declarations, tests or other names with two dots, and no folder that is a component of its own.
 */
export function moduleFiles(folder: string, under = ""): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(join(folder, under), { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name.startsWith("#") || entry.name.includes(" ")) continue;
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!isSkippedFolder(folder, path, entry.name)) files.push(...moduleFiles(folder, path));
    } else if (CODE.test(entry.name) && entry.name.split(".").length === 2) {
      files.push(path);
    }
  }
  return files.sort();
}

const isSkippedFolder = (folder: string, path: string, name: string): boolean =>
  name === "_generated" || name === "node_modules" || configFile(join(folder, path)) !== null;

/** The path of a folder's `convex.config`, or null. */
export function configFile(folder: string): string | null {
  const name = readdirSync(folder).find((entry) => /^convex\.config\.(?:ts|js|mjs)$/.test(entry));
  return name === undefined ? null : join(folder, name);
}
