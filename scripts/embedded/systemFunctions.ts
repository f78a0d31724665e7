import type { Value } from "convex/values";
import { argsOf, asFunction, kindOf, returnsOf } from "./convexFunction.ts";
import type { DeployedFolder, Deployment } from "./deployment.ts";

type SystemCall = {
  folder: DeployedFolder;
  args: Readonly<Record<string, Value>>;
  imports: Deployment["imports"];
  /** The deployment's address as the caller wrote it. */
  origin: string;
};

type SystemFunction = (call: SystemCall) => Promise<Value> | Value;

// Where a new deployment's own tables begin, and two of the system's.
const FIRST_TABLE_NUMBER = 10001;
const SYSTEM_TABLES = { "539": "_scheduled_jobs", "540": "_file_storage" };

const SYSTEM: Record<string, SystemFunction> = {
  "_system/frontend/getTableMapping": ({ folder: { schema } }) => ({
    ...SYSTEM_TABLES,
    ...Object.fromEntries(
      Object.keys(schema?.tables ?? {}).map((table, index) => [FIRST_TABLE_NUMBER + index, table]),
    ),
  }),
  "_system/cli/modules:apiSpec": ({ folder }) => apiSpec(folder),
  "_system/cli/convexUrl:cloudUrl": ({ origin }) => origin,
  // An import is over when its call is answered.
  "_system/cli/queryImport:list": () => [],
  "_system/cli/queryImport": ({ args, imports }) => ({ state: imports.stateOf(String(args.importId)) }),
};

/** A deployment's own function that the CLI or this project asks for, admins only; null if there is no such one. */
export const systemFunction = (path: string): SystemFunction | null =>
  SYSTEM[path.replace(/:default$/, "")] ?? null;

async function apiSpec({ modules }: DeployedFolder): Promise<Value> {
  const spec: Value[] = [];
  for (const [path, load] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(await load())) {
      const registered = asFunction(value);
      if (!registered) continue;
      spec.push({
        args: argsOf(registered) as unknown as Value,
        functionType: kindOf(registered),
        identifier: `${path.replace(/^\.\//, "").replace(/\.[^.]+$/, ".js")}:${name}`,
        returns: (returnsOf(registered) ?? { type: "any" }) as unknown as Value,
        visibility: { kind: registered.isPublic ? "public" : "internal" },
      });
    }
  }
  return spec;
}
