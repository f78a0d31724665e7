import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../embedded/childProcess.ts";

const FOLDERS = ["convex", "scripts", "src"];

/** Files of a folder; generated ones stand for themselves as a folder. */
function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".")) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.name === "_generated") return [`${path}/`];
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

/** The files that AGENTS.md has a line for: the heading is the folder, the bullet the name. */
function filesListed(): string[] {
  const [, ...sections] = readFileSync(join(ROOT, "AGENTS.md"), "utf8").split(/^### /m);
  return sections.flatMap((section) => {
    const folder = section.slice(0, section.indexOf("\n"));
    return [...section.matchAll(/^- `([^`]+)` — \S/gm)].map(([, name]) => `${folder}${name}`);
  });
}

test("AGENTS.md + the files of src, scripts and convex -> a line for each, and none for others", () => {
  expect(filesListed().sort()).toEqual(FOLDERS.flatMap(filesUnder).sort());
});
