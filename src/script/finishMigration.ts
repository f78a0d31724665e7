import type { Acceptable, ClearedPage, FinishAnswer } from "../shared/finish.ts";
import { documentPages } from "./documentPages.ts";
import type { MigrationIo } from "./migrationIo.ts";

type FinishIo = Pick<MigrationIo, "deployment" | "module" | "report" | "signal">;

export type HowToFinish = { accept: readonly Acceptable[]; dropLegacyIds: boolean };

/** A table after its legacy fields were cleared. */
export type ClearedTable = { table: string; documents: number; cleared: number };

/** Whether the gate is open, and what would be done. Nothing is written. */
export const lookAtGate = (
  io: Pick<FinishIo, "deployment" | "module">,
  how: HowToFinish,
): Promise<FinishAnswer> => askToFinish(io, "look", how);

/**
 * Closes the run, clears the legacy fields table by table, and calls it finished. One that was interrupted is done again
 * from its first table: what is cleared already is only read.
 *
 * @returns What was cleared; undefined where the gate has been shut since it was looked at.
 */
export async function finishMigration(io: FinishIo, how: HowToFinish): Promise<ClearedTable[] | undefined> {
  const started = await askToFinish(io, "start", how);
  if (started.open.length > 0) return undefined;
  const cleared: ClearedTable[] = [];
  for (const { table, clears } of started.tables) {
    if (clears.length > 0 && started.left) cleared.push(await clearTable(io, table));
  }
  await askToFinish(io, "end", how);
  return cleared;
}

const askToFinish = (
  { deployment, module }: Pick<FinishIo, "deployment" | "module">,
  step: "look" | "start" | "end",
  { accept, dropLegacyIds }: HowToFinish,
): Promise<FinishAnswer> =>
  deployment.call<FinishAnswer>(`${module}:finish`, { step, accept: [...accept], dropLegacyIds });

async function clearTable(io: FinishIo, table: string): Promise<ClearedTable> {
  const done: ClearedTable = { table, documents: 0, cleared: 0 };
  const pages = documentPages(io, (asked) =>
    io.deployment.call<ClearedPage>(`${io.module}:clearLegacy`, { table, ...asked }),
  );
  for await (const { documents, cleared, isDone } of pages) {
    done.documents += documents;
    done.cleared += cleared;
    io.report({ kind: "clearing", table, documents: done.documents, isDone });
  }
  return done;
}
