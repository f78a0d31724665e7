import { convexToJson, getConvexSize, type JSONValue, jsonToConvex, type Value } from "convex/values";
import { type Outcome, type Refusal, refused, serverError } from "./answers.ts";
import type { Caller } from "./authorization.ts";
import { type CapturedLine, capturingConsole } from "./capturedConsole.ts";
import {
  argsOf,
  type ConvexFunction,
  type FunctionKind,
  findFunction,
  kindOf,
  parseFunctionPath,
} from "./convexFunction.ts";
import type { DeployedFolder, Deployment } from "./deployment.ts";
import { systemFunction } from "./systemFunctions.ts";
import { CallFailure, isConvexError, reportOf } from "./uncaught.ts";
import { misfit } from "./validateValue.ts";
import { MAX_CALL_BYTES, mebibytes } from "./valueLimits.ts";

export interface FunctionCall {
  componentPath: string;
  path: string;
  args: JSONValue;
  /** What the endpoint is for; null takes any. */
  kind: FunctionKind | null;
  encode: (value: Value) => JSONValue;
  /** The deployment's address as the caller wrote it. */
  origin: string;
}

/** Calls a function of the app, of a component, or of the system, and says what became of it as a deployment does. */
export async function callFunction(
  deployment: Deployment,
  call: FunctionCall,
  caller: Caller,
): Promise<Outcome | Refusal> {
  const folder = deployment.folders.get(call.componentPath);
  if (!folder) return refused.component;
  const lines: CapturedLine[] = [];
  const outcome = await outcomeOf(deployment, folder, call, caller, lines);
  return lines.length === 0
    ? outcome
    : { ...outcome, logLines: lines.map(({ level, text }) => `[${level}] ${text}`) };
}

async function outcomeOf(
  deployment: Deployment,
  folder: DeployedFolder,
  call: FunctionCall,
  caller: Caller,
  lines: CapturedLine[],
): Promise<Outcome> {
  try {
    const system = caller.kind === "admin" ? systemFunction(call.path) : null;
    const args = jsonToConvex(call.args);
    if (system) {
      const { imports } = deployment;
      const given = { folder, imports, origin: call.origin, args: args as Record<string, Value> };
      return { status: "success", value: call.encode(await system(given)) };
    }
    const { module, name } = parseFunctionPath(call.path);
    checkCall(await findFunction(folder.modules, { module, name }), call, caller, args);
    const identity = caller.kind === "admin" ? caller.identity : null;
    const value = await capturingConsole(
      () => deployment.call(call.componentPath, `${module}:${name}`, args, identity),
      lines,
    );
    return { status: "success", value: call.encode(value) };
  } catch (error) {
    const errorMessage = serverError(reportOf(error));
    if (!isConvexError(error)) return { status: "error", errorMessage };
    return { status: "error", errorMessage, errorData: convexToJson(error.data as Value) };
  }
}

function checkCall(registered: ConvexFunction | null, call: FunctionCall, caller: Caller, args: Value): void {
  const isVisible = registered !== null && (caller.kind === "admin" || registered.isPublic === true);
  if (!isVisible) throw new CallFailure(notFound(call, caller));
  const kind = kindOf(registered);
  const { module, name } = parseFunctionPath(call.path);
  if (call.kind !== null && call.kind !== kind)
    throw new CallFailure(
      `Trying to execute ${module}.js:${name} as ${call.kind}, but it is defined as ${kind}.\n`,
    );
  const bytes = getConvexSize(args);
  if (bytes > MAX_CALL_BYTES)
    throw new CallFailure(
      `Function ${module}.js:${name} arguments size is too large (actual: ${mebibytes(bytes)}, limit: 16 MiB)\n`,
    );
  const reason = misfit(argsOf(registered), args);
  if (reason !== null) throw new CallFailure(`ArgumentValidationError: ${reason}\n`);
}

const notFound = ({ path, kind }: FunctionCall, caller: Caller): string =>
  caller.kind === "admin" && kind === null
    ? `Could not find function for '${path}'. Did you forget to run \`npx convex dev\`?\n`
    : `Could not find public function for '${path}'.\n`;
