import type { PlanIsolation } from "../../shared/plan.ts";
import { Interrupted } from "../errors.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { type DescribedTable, isOfOneTable } from "../preflight.ts";
import type { Check } from "../verifiedTable.ts";
import { type AppFunctions, appFunctions } from "./appFunctions.ts";
import { askable } from "./askable.ts";
import { ownedKeys, strangersAmong } from "./ownedRows.ts";
import { shownIds } from "./shownIds.ts";
import { documentsAmong, expectedAmong } from "./documents.ts";
import { withDocumentIds } from "./withDocumentIds.ts";
import { type Look, type NoAnswer, noAnswerCheck, verdictOf } from "./verdict.ts";

export type ToIsolate = {
  runId: string;
  entries: readonly PlanIsolation[];
  tables: readonly DescribedTable[];
};

/** Asks the app's own queries as its users, and holds what each is shown against what is theirs at the source. */
export async function verifyIsolation(
  io: MigrationIo,
  { runId, entries, tables }: ToIsolate,
): Promise<Check[]> {
  if (entries.length === 0) return [];
  const functions = await appFunctions(io);
  const found: (Look | NoAnswer)[] = [];
  for (const entry of entries) {
    if (io.signal.aborted) throw new Interrupted();
    const described = tables.find(({ table }) => table.target === entry.table);
    // Every table of the plan is described, and the plan has no entry for any other.
    if (described !== undefined) found.push(await lookAs(io, runId, entry, described, functions));
  }
  const looks = found.filter((each) => each.kind === "look");
  const checks = found.map((each) => (each.kind === "look" ? verdictOf(each, looks) : noAnswerCheck(each)));
  for (const { subject = "", ok, actual } of checks)
    io.report({ kind: "isolation", subject, ok, shown: actual });
  return checks;
}

async function lookAs(
  io: MigrationIo,
  runId: string,
  entry: PlanIsolation,
  described: DescribedTable,
  functions: AppFunctions | string,
): Promise<Look | NoAnswer> {
  const { table } = described;
  const noAnswer = (detail: string): NoAnswer => ({ kind: "noAnswer", entry, table, detail });
  if (typeof functions === "string") return noAnswer(functions);
  const how = askable(entry, functions);
  if (!how.ok) return noAnswer(how.detail);
  const named = await withDocumentIds(io, entry);
  if (!named.ok) return noAnswer(named.detail);
  const shown = await shownIds(io, named.entry, how.paginated);
  if (!shown.ok) return noAnswer(shown.detail);
  try {
    return await compareWithSource(io, runId, entry, described, shown.ids);
  } catch (error) {
    if (!isOfOneTable(error)) throw error;
    return noAnswer(`which rows are theirs cannot be read: ${error.message}`);
  }
}

async function compareWithSource(
  io: MigrationIo,
  runId: string,
  entry: PlanIsolation,
  { table, description }: DescribedTable,
  ids: ReadonlySet<string>,
): Promise<Look> {
  const documents = await documentsAmong(io, table, ids);
  const owned = description.found ? await ownedKeys(io, table, entry.where) : new Set<string>();
  const isOwn = (legacyId: string | null): legacyId is string => legacyId !== null && owned.has(legacyId);
  const own = documents.map(({ legacyId }) => legacyId).filter(isOwn);
  const others = documents.filter(({ legacyId }) => !isOwn(legacyId));
  const keys = others.flatMap(({ legacyId }) => legacyId ?? []);
  const strangers = new Set(description.found ? await strangersAmong(io, table, entry.where, keys) : []);
  const seen = new Set(own);
  return {
    ...{ kind: "look", entry, table, own },
    missing: await expectedAmong(
      io,
      runId,
      table,
      [...owned].filter((key) => !seen.has(key)),
    ),
    foreign: keys.filter((key) => strangers.has(key)),
    unknown: others
      .filter(({ legacyId }) => legacyId === null || !strangers.has(legacyId))
      .map(({ documentId }) => documentId),
  };
}
