import { AsyncLocalStorage } from "node:async_hooks";
import { inspect } from "node:util";

export interface CapturedLine {
  level: "DEBUG" | "INFO" | "LOG" | "WARN" | "ERROR";
  text: string;
}

interface Capture {
  lines: CapturedLine[];
  open: boolean;
}

const captures = new AsyncLocalStorage<Capture>();
const LEVELS = { debug: "DEBUG", info: "INFO", log: "LOG", warn: "WARN", error: "ERROR" } as const;
let installed = false;

/**
 * Runs `work` and keeps what it writes to the console, concurrent work apart from each other.
 * Of what it starts and leaves running (a scheduled function), warnings and errors go to stderr, a line each. stdout is never touched.
 */
export async function capturingConsole<T>(work: () => Promise<T>, lines: CapturedLine[]): Promise<T> {
  install();
  const capture: Capture = { lines, open: true };
  try {
    return await captures.run(capture, work);
  } finally {
    capture.open = false;
  }
}

/** Adds a line of the server's own, unquoted, to what the current work has written. */
export function addLine(line: CapturedLine): void {
  const capture = captures.getStore();
  if (capture?.open) capture.lines.push(line);
}

function install(): void {
  if (installed) return;
  installed = true;
  for (const [method, level] of Object.entries(LEVELS) as [keyof typeof LEVELS, CapturedLine["level"]][]) {
    const original = console[method];
    console[method] = (...values: unknown[]) => {
      const capture = captures.getStore();
      if (!capture) original.apply(console, values);
      else if (capture.open) capture.lines.push({ level, text: values.map(show).join(" ") });
      else if (level === "WARN" || level === "ERROR")
        process.stderr.write(`[${level}] ${values.map(headline).join(" ")}\n`);
    };
  }
}

const show = (value: unknown): string =>
  value instanceof Error ? (value.stack ?? String(value)) : inspect(value);

/** An error scheduled work failed with, without its stack: the state of the work (getStatus) holds the rest. */
const headline = (value: unknown): string => {
  if (value instanceof Error) return `${value.name}: ${value.message.split("\n", 1)[0]}`;
  return typeof value === "string" ? value : inspect(value);
};
