import type { PassStatus, Status } from "../shared/status.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Passes go on inside Convex by themselves; how often the script asks how far they are. */
const POLL_MS = 500;

/**
 * Runs the passes one after the other, each started over once for this run, to their end or to the first that fails.
 *
 * @returns How all of them stand then.
 */
export async function runPasses(
  io: MigrationIo,
  passes: readonly string[],
  { runId, epoch }: { runId: string; epoch: number },
): Promise<PassStatus[]> {
  for (const pass of passes) {
    const start = { runId, epoch, step: { kind: "startPass", pass } };
    // False: it runs since before the last row was loaded, and has to end before it can start over.
    while (!(await io.deployment.call<boolean>(`${io.module}:advance`, start))) await ended(io, pass);
    let { state } = await ended(io, pass);
    if (state !== "done") {
      // A script before this one started it, and something stopped it since: it goes on where it was.
      await io.deployment.call(`${io.module}:run`, { fn: pass });
      ({ state } = await ended(io, pass));
    }
    if (state !== "done") break;
  }
  return (await io.deployment.call<Status>(`${io.module}:status`, {})).passes;
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
