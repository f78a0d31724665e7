import { fileURLToPath, pathToFileURL } from "node:url";
import * as server from "convex/server";
import * as values from "convex/values";

/**
 * Modules that every app gets from this process rather than evaluating a copy of its own. Of `convex`, the copy that runs
 * the functions: an error that crosses from one function to another is an instance of its ConvexError, and apps ask for it
 * by `instanceof`. Of this package, all but the component: it has no state that one deployment could leave to the next, and
 * is loaded once.
 */
const modules = new Map<string, Readonly<Record<string, unknown>>>([
  ["convex/server", server],
  ["convex/values", values],
]);
const OWN_FOLDERS = ["client", "mapping", "shared"].map((folder) =>
  fileURLToPath(new URL(`../../src/${folder}/`, import.meta.url)),
);
const REGISTRY = Symbol.for("supabase-to-convex embedded modules");

export const isSharedPackage = (specifier: string): boolean => modules.has(specifier);
export const isOwnCode = (file: string): boolean => OWN_FOLDERS.some((folder) => file.startsWith(folder));

/** A module that hands on what this process has. @param name A package, or a file of this package. */
export async function sharedSource(name: string): Promise<string> {
  const module = modules.get(name) ?? ((await import(pathToFileURL(name).href)) as Record<string, unknown>);
  modules.set(name, module);
  (globalThis as Record<symbol, unknown>)[REGISTRY] = modules;
  const registry = `globalThis[Symbol.for(${JSON.stringify(REGISTRY.description)})]`;
  return `export const { ${Object.keys(module).join(", ")} } = ${registry}.get(${JSON.stringify(name)});`;
}
