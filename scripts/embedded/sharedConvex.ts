import * as server from "convex/server";
import * as values from "convex/values";

const SHARED: Record<string, Record<string, unknown>> = { "convex/server": server, "convex/values": values };
const REGISTRY = Symbol.for("supabase-to-convex embedded convex");

/** Whether the app gets this module from us rather than a copy of its own. */
export const isShared = (specifier: string): boolean => specifier in SHARED;

/**
 * A module that hands on our own copy of `convex`, the one that runs the functions: an error that crosses from one
 * function to another is an instance of that copy's ConvexError, and apps ask for it by `instanceof`.
 */
export function sharedSource(specifier: string): string {
  (globalThis as Record<symbol, unknown>)[REGISTRY] = SHARED;
  const names = Object.keys(SHARED[specifier] ?? {}).join(", ");
  const registry = `globalThis[Symbol.for(${JSON.stringify(REGISTRY.description)})]`;
  return `export const { ${names} } = ${registry}[${JSON.stringify(specifier)}];`;
}
