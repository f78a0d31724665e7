import { readdirSync } from "node:fs";

/**
 * The modules of a folder of Convex functions, in the generator's order.
 * @see node_modules/convex/src/bundler/index.ts, entryPoints, and compareModulePaths of its codegen_templates
 */
export function moduleNames(folder: URL): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.startsWith("_generated/"))
    .map((path) => path.slice(0, -".ts".length))
    .filter((path) => {
      const base = path.split("/").at(-1) ?? "";
      return base !== "schema" && !base.includes(".");
    })
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
