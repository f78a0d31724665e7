import type { UndoAnswer } from "../shared/undo.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { documentPages } from "./documentPages.ts";

/** A table whose documents were gone through, and how many of them refer to documents that have new ids. */
export type RepointedTable = { table: string; documents: number; repointed: number };

/** Goes through a table's documents: what refers to documents that undo has inserted again follows their new ids. */
export async function repointTable(
  io: Pick<MigrationIo, "deployment" | "module" | "report" | "signal">,
  run: { runId: string; epoch: number },
  table: string,
): Promise<RepointedTable> {
  const done: RepointedTable = { table, documents: 0, repointed: 0 };
  const pages = documentPages(io, async (asked) => {
    const step = { kind: "repoint" as const, ...run, table, ...asked };
    const answer = await io.deployment.call<UndoAnswer>(`${io.module}:undo`, { step });
    if (answer.kind !== "repointed") throw new Error(`undo answered ${answer.kind} to a page of documents`);
    return answer;
  });
  for await (const { documents, repointed, isDone } of pages) {
    done.documents += documents;
    done.repointed += repointed;
    io.report({ kind: "repointing", table, documents: done.documents, isDone });
  }
  return done;
}
