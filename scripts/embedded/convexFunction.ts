import type { AppModules } from "./loadApp.ts";
import type { ValidatorJson } from "./validatorJson.ts";

export type FunctionKind = "Query" | "Mutation" | "Action";

/** What `query({ … })` and its like return, as far as it can be seen at run time. */
export interface ConvexFunction {
  isQuery?: boolean;
  isMutation?: boolean;
  isAction?: boolean;
  isPublic?: boolean;
  _handler: (ctx: Record<string, unknown>, args: unknown) => unknown;
  exportArgs: () => string;
  exportReturns: () => string;
}

/** `value` if it is a Convex function, HTTP actions apart. */
export function asFunction(value: unknown): ConvexFunction | null {
  if (typeof value !== "function") return null;
  const { isQuery, isMutation, isAction } = value as Partial<ConvexFunction>;
  return isQuery || isMutation || isAction ? (value as unknown as ConvexFunction) : null;
}

export const kindOf = (registered: ConvexFunction): FunctionKind =>
  registered.isQuery ? "Query" : registered.isMutation ? "Mutation" : "Action";

export const argsOf = (registered: ConvexFunction): ValidatorJson =>
  JSON.parse(registered.exportArgs()) as ValidatorJson;

export const returnsOf = (registered: ConvexFunction): ValidatorJson | null =>
  JSON.parse(registered.exportReturns()) as ValidatorJson | null;

export interface FunctionPath {
  /** Without extension: `messages` of `messages:send` and of `messages.js:send`. */
  module: string;
  name: string;
}

export function parseFunctionPath(path: string): FunctionPath {
  const [module = "", name = "default"] = path.split(":");
  return { module: module.replace(/\.js$/, ""), name };
}

export async function findFunction(
  modules: AppModules,
  { module, name }: FunctionPath,
): Promise<ConvexFunction | null> {
  const key = Object.keys(modules).find((path) => path.replace(/\.[^.]+$/, "") === `./${module}`);
  const exports = key === undefined ? undefined : await modules[key]?.();
  return asFunction(exports?.[name]);
}
