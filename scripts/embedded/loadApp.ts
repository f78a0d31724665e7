import { dirname, join } from "node:path";
import type { GenericSchema, SchemaDefinition } from "convex/server";
import { AppFolderError, functionsFolder } from "./appFolder.ts";
import { configFile, moduleFiles } from "./appModules.ts";
import { type Definition, isDefinition } from "./definitions.ts";
import { type AppRunner, createAppRunner } from "./moduleRunner.ts";

export type AppSchema = SchemaDefinition<GenericSchema, boolean>;
/** Path of a module, as `./messages.ts`, to its exports, in the form convex-test takes. Every module is evaluated already. */
export type AppModules = Record<string, () => Promise<Record<string, unknown>>>;

export interface LoadedFolder {
  folder: string;
  schema: AppSchema | null;
  modules: AppModules;
}

export interface LoadedApp extends LoadedFolder {
  schema: AppSchema;
  /** Parents before children; a component within a component has the path `parent/child`. */
  components: (LoadedFolder & { path: string })[];
  close: () => Promise<void>;
}

/** Loads a Convex app, with the components its `convex.config` installs, from a folder of code or of a whole project. */
export async function loadApp(app: string): Promise<LoadedApp> {
  const folder = functionsFolder(app);
  const runner = await createAppRunner(folder);
  try {
    const { schema, modules } = await loadFolder(runner, folder);
    if (!schema) throw new AppFolderError(`${folder} has no schema.ts.`);
    const config = configFile(folder);
    const definition =
      config === null ? null : await importNamed(runner, config).then((module) => module.default);
    const components = isDefinition(definition) ? await loadChildren(runner, definition, "") : [];
    return { folder, schema, modules, components, close: runner.close };
  } catch (error) {
    await runner.close();
    throw error;
  }
}

async function loadChildren(
  runner: AppRunner,
  parent: Definition,
  parentPath: string,
): Promise<LoadedApp["components"]> {
  const loaded: LoadedApp["components"] = [];
  for (const { name, definition } of parent.children) {
    const file = runner.fileExporting(definition);
    if (file === null)
      throw new AppFolderError(`The component ${name} is not the default export of any convex.config.`);
    const path = parentPath === "" ? name : `${parentPath}/${name}`;
    loaded.push({ path, ...(await loadFolder(runner, dirname(file))) });
    loaded.push(...(await loadChildren(runner, definition, path)));
  }
  return loaded;
}

async function loadFolder(runner: AppRunner, folder: string): Promise<LoadedFolder> {
  // convex-test finds the root of the modules by a path with _generated in it, whatever it holds.
  const modules: AppModules = { "./_generated/api.js": async () => ({}) };
  let schema: AppSchema | null = null;
  for (const path of moduleFiles(folder)) {
    const exports = await importNamed(runner, join(folder, path));
    modules[`./${path}`] = async () => exports;
    if (/^schema\.[a-z]+$/.test(path)) schema = exports.default as AppSchema;
  }
  return { folder, schema, modules };
}

async function importNamed(runner: AppRunner, file: string): Promise<Record<string, unknown>> {
  try {
    return await runner.import(file);
  } catch (cause) {
    throw new AppFolderError(
      `${file} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
