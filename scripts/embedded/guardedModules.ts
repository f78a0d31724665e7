import { getConvexSize, type Value } from "convex/values";
import { checkedWriter, type Writer } from "./checkedWriter.ts";
import { asFunction, type ConvexFunction, returnsOf } from "./convexFunction.ts";
import type { AppModules, LoadedFolder } from "./loadApp.ts";
import { CallFailure, uncaught } from "./uncaught.ts";
import { misfit } from "./validateValue.ts";
import { MAX_CALL_BYTES, mebibytes } from "./valueLimits.ts";

/** The same modules, with each Convex function held to what a backend checks around and inside it. */
export function guardedModules(loaded: LoadedFolder, appFolder: string): AppModules {
  return Object.fromEntries(
    Object.entries(loaded.modules).map(([path, load]) => {
      const guarded = load().then((exports) => guardExports(exports, path, loaded, appFolder));
      return [path, () => guarded];
    }),
  );
}

function guardExports(
  exports: Record<string, unknown>,
  path: string,
  loaded: LoadedFolder,
  appFolder: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => {
      const registered = asFunction(value);
      const label = `${path.replace(/^\.\//, "").replace(/\.[a-z]+$/, ".js")}:${name}`;
      return [name, registered ? guard(registered, label, loaded, appFolder) : value];
    }),
  );
}

function guard(
  registered: ConvexFunction,
  label: string,
  loaded: LoadedFolder,
  appFolder: string,
): ConvexFunction {
  // Taken out of the object, so that stacks say `handler` as on a backend.
  const original = registered._handler;
  const handler = async (ctx: Record<string, unknown>, args: unknown): Promise<unknown> => {
    try {
      const db = registered.isMutation ? { db: checkedWriter(ctx.db as Writer, loaded.schema) } : {};
      const result = (await original({ ...ctx, ...db }, args)) as Value | undefined;
      checkResult(registered, label, result ?? null);
      return result;
    } catch (error) {
      throw uncaught(error, appFolder);
    }
  };
  const callable = (...args: unknown[]): unknown =>
    (registered as unknown as (...args: unknown[]) => unknown)(...args);
  return Object.assign(callable, registered, { _handler: handler }) as unknown as ConvexFunction;
}

// Checked inside the transaction: convex-test looks at results only after it has committed.
function checkResult(registered: ConvexFunction, label: string, result: Value): void {
  const bytes = getConvexSize(result);
  if (bytes > MAX_CALL_BYTES)
    throw new CallFailure(
      `Function ${label} return value is too large (actual: ${mebibytes(bytes)}, limit: 16 MiB)\n`,
    );
  const returns = returnsOf(registered);
  const reason = returns === null ? null : misfit(returns, result);
  if (reason !== null) throw new CallFailure(`ReturnsValidationError: ${reason}\n`);
}
