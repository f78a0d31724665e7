import { join, relative, sep } from "node:path";

/** What a function call fails with that is not the app's own error: `message` is the whole report after "Server Error". */
export class CallFailure extends Error {
  override name = "CallFailure";
}

const reports = new WeakMap<object, string>();

/**
 * Turns what a handler threw into what a caller sees: the message grows by "Uncaught" and the frames of the app's own code at
 * every function it passes through. A ConvexError stays itself, for its data; its report is kept aside.
 */
export function uncaught(error: unknown, folder: string): unknown {
  if (error instanceof CallFailure) return error;
  const report = `Uncaught ${headline(error)}\n${frames(error, folder)}`;
  if (!isConvexError(error)) return new CallFailure(report, { cause: error });
  reports.set(error, report);
  return error;
}

/** The text that follows "Server Error" for an error that left the outermost function. */
export function reportOf(error: unknown): string {
  if (error instanceof CallFailure) return error.message;
  return (
    (typeof error === "object" && error !== null && reports.get(error)) || `Uncaught ${headline(error)}\n`
  );
}

export const isConvexError = (error: unknown): error is Error & { data: unknown } =>
  error instanceof Error && Symbol.for("ConvexError") in error;

// Limits that convex-test words in its own way.
const LIMITS: [RegExp, string][] = [
  [/^Wrote too much data .*/, "Too many bytes written in a single function execution (limit: 16 MiB)"],
  [/^Read too much data .*/, "Too many bytes read in a single function execution (limit: 16 MiB)"],
  [
    /^Wrote too many documents .*/,
    "Too many documents written in a single function execution (limit: 16000)",
  ],
  [/^Scanned too many documents .*/, "Too many documents read in a single function execution (limit: 32000)"],
  [/^Too many index ranges read .*/, "Too many reads in a single function execution (limit: 4096)"],
];

function headline(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const limit = LIMITS.find(([pattern]) => pattern.test(error.message));
  return `${error.name}: ${limit?.[1] ?? error.message}`;
}

function frames(error: unknown, folder: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const lines: string[] = [];
  for (const [, name, file = "", position] of stack.matchAll(
    /^ +at (?:(.*) \()?(?:file:\/\/)?(\/.*?)(:\d+:\d+)\)?$/gm,
  )) {
    const path = relative(folder, file);
    if (path.startsWith("..") || path.includes(`node_modules${sep}`)) continue;
    lines.push(`    at ${name ?? "<anonymous>"} (${join("../convex", path)}${position})\n`);
  }
  return lines.join("");
}
