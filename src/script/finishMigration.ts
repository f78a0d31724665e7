import type { Acceptable, ClearedPage, FinishAnswer } from "../shared/finish.ts";
import { FunctionRefused } from "./deployment.ts";
import { Interrupted } from "./errors.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Documents in one page; a page that Convex finds too large is halved. */
const DOCUMENTS_PER_PAGE = 400;

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
  let cursor: string | null = null;
  let documents = DOCUMENTS_PER_PAGE;
  for (;;) {
    if (io.signal.aborted) throw new Interrupted();
    let page: ClearedPage;
    try {
      page = await io.deployment.call<ClearedPage>(`${io.module}:clearLegacy`, { table, cursor, documents });
    } catch (error) {
      if (!(error instanceof FunctionRefused) || documents === 1) throw error;
      documents = Math.ceil(documents / 2);
      continue;
    }
    done.documents += page.documents;
    done.cleared += page.cleared;
    io.report({ kind: "clearing", table, documents: done.documents, isDone: page.isDone });
    if (page.isDone) return done;
    cursor = page.continueCursor;
  }
}
