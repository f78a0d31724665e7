import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun } from "./command.ts";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));

/** Builds and packs this checkout into a folder. @returns the tarball's path */
export async function pack(folder: string): Promise<string> {
  await mustRun(`npm pack --pack-destination "${folder}"`, { cwd: CHECKOUT });
  const [name] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
  return join(folder, name);
}

/** @throws where the package has files that nobody needs, or lacks some that everyone does */
export function checkFiles(installed: string): string {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" }).map((file) =>
    file.replaceAll("\\", "/"),
  );
  const missing = ["README.md", "LICENSE", "dist/cli/bin.js", "src/test.ts"].filter(
    (file) => !files.includes(file),
  );
  const strange = files.filter(
    (file) => !/^(?:dist|src)(?:\/|$)|^(?:package\.json|README\.md|LICENSE)$/.test(file),
  );
  if (missing.length > 0) throw new Error(`not in the tarball: ${missing.join(", ")}`);
  if (strange.length > 0) throw new Error(`should not be in the tarball: ${strange.join(", ")}`);
  return `${files.length} files`;
}

/** @throws where JavaScript of dist still imports TypeScript, or a module of Node on the app side */
export function checkImports(installed: string): string {
  const dist = join(installed, "dist");
  const scripts = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  const problems = scripts.flatMap((file) =>
    specifiersOf(readFileSync(join(dist, file), "utf8"))
      .filter((specifier) => isWrong(file, specifier))
      .map((specifier) => `dist/${file} imports ${specifier}`),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return `${scripts.length} scripts`;
}

const specifiersOf = (text: string): string[] =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(([, specifier = ""]) => specifier);

const isWrong = (file: string, specifier: string): boolean =>
  /^\..*\.[cm]?ts$/.test(specifier) ||
  (specifier.startsWith("node:") && /^(?:client|component|mapping|shared)\b/.test(file));

type Target = string | Record<string, string>;

/** @throws where an entry point, a type or a binary of package.json is not there */
export function checkEntryPoints(installed: string): string {
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    exports: Record<string, Target>;
    bin: Record<string, string>;
  };
  const targets = [...Object.values(manifest.exports), manifest.bin].flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  const missing = targets.filter((target) => !existsSync(join(installed, target)));
  if (missing.length > 0) throw new Error(`package.json names what is not there: ${missing.join(", ")}`);
  return `${Object.keys(manifest.exports).length} entry points`;
}
