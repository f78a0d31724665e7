import type { UserIdentity } from "convex/server";
import type { Value } from "convex/values";
import type { convexTest as ConvexTest } from "convex-test";
import { capturingConsole } from "./capturedConsole.ts";
import { patchedConvexTest } from "./convexTest.ts";
import { guardedModules } from "./guardedModules.ts";
import { Imports } from "./imports.ts";
import { type AppModules, type AppSchema, type LoadedApp, loadApp } from "./loadApp.ts";
import { ownTimers } from "./ownTimers.ts";

/** What convex-test's accessor can do at run time beyond its types: call by path, in any component. */
interface ByPath {
  fun: (path: { componentPath: string; udfPath: string }, args: Value) => Promise<Value | undefined>;
}

export type TestAccessor = ReturnType<typeof ConvexTest> & {
  /** Runs `handler` in a transaction of the component at `path` ("" for the app), where `ctx.db` reads and writes its tables. */
  runInComponent: <T>(
    path: string,
    handler: (ctx: Parameters<Parameters<ReturnType<typeof ConvexTest>["run"]>[0]>[0]) => Promise<T>,
  ) => Promise<T>;
} & ByPath;

export interface DeployedFolder {
  schema: AppSchema | null;
  modules: AppModules;
}

/** An app in convex-test, with its components, callable by component path, function path and identity. */
export interface Deployment {
  t: TestAccessor;
  /** By component path; the app itself is "". */
  folders: Map<string, DeployedFolder>;
  /** Within a transaction: the tables of ids that came by an import. */
  givenIds: () => Map<string, string>;
  imports: Imports;
  call: (
    componentPath: string,
    udfPath: string,
    args: Value,
    identity: Partial<UserIdentity> | null,
  ) => Promise<Value>;
  close: () => Promise<void>;
}

export async function deploy(app: string): Promise<Deployment> {
  // A module that prints while it loads would write into the server's stdout.
  const loaded = await capturingConsole(() => loadApp(app), []);
  const { convexTest, givenIds } = await patchedConvexTest();
  const timers = ownTimers();
  const folders = new Map<string, DeployedFolder>([["", deployedFolder(loaded, loaded)]]);
  const t = convexTest({
    schema: loaded.schema,
    modules: folders.get("")?.modules ?? {},
    transactionLimits: true,
  }) as unknown as TestAccessor;
  for (const component of loaded.components) {
    const folder = deployedFolder(component, loaded);
    folders.set(component.path, folder);
    // convex-test takes null for a component without a schema; its types do not say so.
    t.registerComponent(component.path, component.schema as AppSchema, folder.modules);
  }
  return {
    t,
    folders,
    givenIds,
    imports: new Imports(),
    call: async (componentPath, udfPath, args, identity) => {
      const accessor = (identity === null ? t : t.withIdentity(identity)) as unknown as ByPath;
      return (await timers.run(() => accessor.fun({ componentPath, udfPath }, args))) ?? null;
    },
    close: async () => {
      timers.stop();
      await loaded.close();
    },
  };
}

const deployedFolder = (
  folder: LoadedApp | LoadedApp["components"][number],
  app: LoadedApp,
): DeployedFolder => ({
  schema: folder.schema,
  modules: guardedModules(folder, app.folder),
});
