import { createServer, createServerModuleRunner } from "vite";
import { resolveApp } from "./resolveApp.ts";

export interface AppRunner {
  /** Evaluates a file once and yields its exports. */
  import: (file: string) => Promise<Record<string, unknown>>;
  /** The file whose default export is this very value, among all that were evaluated. */
  fileExporting: (value: unknown) => string | null;
  close: () => Promise<void>;
}

// Components are published with their sources: those are what a push takes too.
const CONDITIONS = ["@convex-dev/component-source", "module", "node", "development|production"];

/** Runs an app's TypeScript from its own folder, wherever that is, without writing anything into it. */
export async function createAppRunner(root: string): Promise<AppRunner> {
  const server = await createServer({
    configFile: false,
    envDir: false,
    publicDir: false,
    root,
    appType: "custom",
    logLevel: "silent",
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
    // Components ship TypeScript, which only Vite can turn into something to run.
    ssr: { noExternal: true, resolve: { conditions: CONDITIONS } },
    plugins: [resolveApp()],
  });
  const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
  return {
    import: (file) => runner.import(file),
    fileExporting: (value) => {
      for (const { exports, file } of runner.evaluatedModules.idToModuleMap.values()) {
        if ((exports as { default?: unknown } | undefined)?.default === value) return file;
      }
      return null;
    },
    close: async () => {
      await runner.close();
      await server.close();
    },
  };
}
