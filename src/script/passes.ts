import type { PassStatus, Status } from "../shared/status.ts";
import { FunctionRefused } from "./deployment.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Passes go on inside Convex by themselves; how often the script asks how far they are. */
const POLL_MS = 500;

/** Documents in one batch of a pass; a smaller size follows where a page of large documents is more than Convex reads. */
const BATCH_SIZES = [100, 25, 5, 1];

/**
 * Runs the passes one after the other, each started over once for this run, to their end or to the first that fails.
 *
 * @returns How all of them stand then.
 */
export async function runPasses(
  io: MigrationIo,
  passes: readonly string[],
  run: { runId: string; epoch: number },
): Promise<PassStatus[]> {
  for (const pass of passes) {
    if (!(await runPass(io, pass, run))) break;
  }
  return (await io.deployment.call<Status>(`${io.module}:status`, {})).passes;
}

async function runPass(
  io: MigrationIo,
  pass: string,
  run: { runId: string; epoch: number },
): Promise<boolean> {
  for (const batchSize of BATCH_SIZES) {
    try {
      await startOnce(io, pass, run, batchSize);
      if ((await ended(io, pass)).state === "done") return true;
      // Something stopped it, now or under a script before this one: it goes on where it was.
      await io.deployment.call(`${io.module}:run`, { fn: pass, batchSize });
      if ((await ended(io, pass)).state === "done") return true;
    } catch (error) {
      if (!(error instanceof FunctionRefused) || batchSize === 1) throw error;
    }
  }
  return false;
}

async function startOnce(
  io: MigrationIo,
  pass: string,
  { runId, epoch }: { runId: string; epoch: number },
  batchSize: number,
): Promise<void> {
  const start = { runId, epoch, step: { kind: "startPass", pass, batchSize } };
  // False: it runs since before the last row was loaded, and has to end before it can start over.
  while (!(await io.deployment.call<boolean>(`${io.module}:advance`, start))) await ended(io, pass);
}

async function ended(io: MigrationIo, name: string): Promise<PassStatus> {
  for (;;) {
    const { passes } = await io.deployment.call<Status>(`${io.module}:status`, {});
    const pass = passes.find((each) => each.name === name);
    if (pass === undefined)
      throw new Error(`${io.module}:status does not know the pass ${name} of its own plan.`);
    io.report({ kind: "pass", pass });
    if (pass.state !== "running") return pass;
    if (io.signal.aborted) throw new Interrupted();
    await io.wait(POLL_MS);
  }
}
