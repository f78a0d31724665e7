import type { Run } from "../shared/run.ts";
import type { Doc } from "./_generated/dataModel.ts";
import type { QueryCtx } from "./_generated/server.ts";

export type LiveRun = Doc<"runs"> & Pick<Run, "state">;

/** The newest run that is not undone: an earlier one is seen again when those after it have been taken back. */
export async function newestRun(ctx: QueryCtx): Promise<LiveRun | null> {
  for await (const run of ctx.db.query("runs").order("desc")) {
    if (isLive(run)) return run;
  }
  return null;
}

const isLive = (run: Doc<"runs">): run is LiveRun => run.state.kind !== "undone";
