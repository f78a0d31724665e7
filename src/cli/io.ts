import type { ReadFile } from "./envFiles.ts";

/** A stream to print on, as process.stdout and process.stderr are. */
export type Out = NodeJS.WriteStream;

/** Everything of the process that a command touches. `bin.ts` alone knows the process itself. */
export type CliIo = {
  /** Of Node, without a v. */
  nodeVersion: string;
  env: Readonly<Record<string, string | undefined>>;
  readFile: ReadFile;
  /** The answer: results, and with --json nothing but one document. */
  stdout: Out;
  /** The talk: progress, warnings, errors. */
  stderr: Out;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  /** Asks a question that is answered with y or with anything else; missing where no terminal can answer. */
  confirm?: (question: string) => Promise<boolean>;
  /** Shows an address in the person's browser. @throws where there is none */
  openBrowser: (url: string) => Promise<void>;
  /** Runs a program of Node to its end, with its output on stderr. @returns Its exit code. */
  runNode: (
    args: readonly string[],
    options: { env: Readonly<Record<string, string>>; cwd: string },
  ) => Promise<number>;
  /** A whole number from 0 up to 2^32 - 1. */
  randomSeed: () => number;
};
