import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { Mapping } from "../mapping/mapping.ts";
import { planOf } from "../mapping/plan.ts";
import { SetupError } from "../script/errors.ts";
import type { Plan } from "../shared/plan.ts";

/** What the deployment has of a mapping, in this process. */
export type LoadedMapping = { mapping: Mapping; plan: Plan };

/** As much of esbuild as is used here. It comes with convex. */
type Esbuild = {
  build: (options: object) => Promise<{ outputFiles: { text: string }[] }>;
  stop: () => Promise<void>;
};

/** The conditions of packages' exports that a push takes, and the sources of components. */
const CONDITIONS = ["@convex-dev/component-source", "convex", "module"];

/**
 * Loads the mapping that an app declares, as a push does: bundled by the esbuild that convex itself brings, with its rules
 * for TypeScript, extensions, paths and conditions. Outside Convex the components are names, and nothing is called.
 *
 * @param folder The folder of the app's functions.
 * @param module The module that declares the migration, such as `migrations`.
 * @throws SetupError where it cannot be loaded, declares no migration, or has a mapping with problems.
 */
export async function loadMapping(folder: string, module: string): Promise<LoadedMapping> {
  const code = await bundled(resolve(folder), module);
  const exports = await evaluated(code).catch((cause: unknown) =>
    Promise.reject(notLoaded(folder, module, cause)),
  );
  const [mapping, another] = new Set(Object.values(exports).flatMap(mappingOf));
  if (mapping === undefined || another !== undefined) throw notOne(folder, module, mapping);
  const plan = planOf(mapping);
  if (plan.problems.length > 0) throw new SetupError(plan.problems);
  return { mapping, plan };
}

async function bundled(folder: string, module: string): Promise<string> {
  const esbuild = esbuildOf(folder);
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [join(folder, module)],
      absWorkingDir: folder,
      ...{ bundle: true, write: false, format: "esm", platform: "browser", target: "esnext" },
      conditions: CONDITIONS,
      define: { "process.env.NODE_ENV": '"production"' },
      logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
  } catch (cause) {
    throw notLoaded(folder, module, cause);
  } finally {
    await esbuild.stop();
  }
}

function esbuildOf(folder: string): Esbuild {
  try {
    const convex = createRequire(join(folder, "package.json")).resolve("convex/package.json");
    return createRequire(convex)("esbuild") as Esbuild;
  } catch (cause) {
    throw new SetupError(
      [{ message: `The package convex was not found from ${folder}. Install it there: npm install convex` }],
      { cause, next: "npm install convex" },
    );
  }
}

/** Nothing in a bundle is imported by a relative path any more, so it need not be anywhere. */
const evaluated = (code: string): Promise<Record<string, unknown>> =>
  import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`);

/** The module has a copy of the class of its own, bundled with it: a migration is known by what it has. */
function mappingOf(exported: unknown): Mapping[] {
  if (typeof exported !== "object" || exported === null || !("mapping" in exported)) return [];
  const { mapping } = exported;
  const isMapping = typeof mapping === "object" && mapping !== null && "byTarget" in mapping;
  return isMapping ? [mapping as Mapping] : [];
}

const notLoaded = (folder: string, module: string, cause: unknown): SetupError =>
  new SetupError(
    [
      {
        message:
          `The mapping cannot be loaded from ${join(folder, module)}: ${reasonOf(cause)}. ` +
          "If the folder of the app's functions is another, name it: --functions <dir>",
      },
    ],
    { cause },
  );

function reasonOf(cause: unknown): string {
  const [first] =
    (cause as { errors?: { text: string; location?: { file: string; line: number } }[] }).errors ?? [];
  if (first === undefined) return cause instanceof Error ? cause.message : String(cause);
  const { text, location } = first;
  return location ? `${text} (${location.file}:${location.line})` : text;
}

const notOne = (folder: string, module: string, found: Mapping | undefined): SetupError =>
  new SetupError([
    {
      message:
        `${join(folder, module)} exports ${found === undefined ? "no migration" : "several migrations"}. ` +
        "Export one: export const migration = new SupabaseMigration(components, { … }). " +
        "If it is in another file, name it: --module <name>",
    },
  ]);
