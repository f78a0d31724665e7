import type { PassStatus, Status } from "../shared/status.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Passes go on inside Convex by themselves; how often the script asks how far they are. */
const POLL_MS = 500;

/** Starts the passes, over again with `reset`; false where they were running already, or had ended. */
export async function startPasses({ deployment, module }: MigrationIo, reset: boolean): Promise<boolean> {
  const args = reset ? { reset: true } : {};
  return (await deployment.call<{ started: boolean }>(`${module}:run`, args)).started;
}

/** Waits until all passes have ended, or one has failed. */
export async function awaitPasses(io: MigrationIo): Promise<PassStatus[]> {
  for (;;) {
    const { passes } = await io.deployment.call<Status>(`${io.module}:status`, {});
    for (const pass of passes) io.report({ kind: "pass", pass });
    if (passes.every(({ state }) => state === "done")) return passes;
    if (passes.some(({ state }) => state === "failed" || state === "canceled")) return passes;
    if (io.signal.aborted) throw new Interrupted();
    await io.wait(POLL_MS);
  }
}
