import { jsonToConvex, type JSONValue, type Value } from "convex/values";
import { isRefusal } from "../script/deployment.ts";
import { sortedByScript } from "../script/keyOrder.ts";
import { loadUnjoined } from "../script/loadUnjoined.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import type { Plan } from "../shared/plan.ts";
import type { Reject } from "../shared/reject.ts";
import type { Begun, Watermark } from "../shared/run.ts";
import type { Packed } from "./packMigration.ts";
import type { PackedTable } from "./packedTable.ts";

/** Entries of the ledger that one call records, each with at most 100 rows: as many as a transaction takes with ease. */
const ENTRIES_PER_CALL = 50;
const NOTES_PER_CALL = 200;

export type ToRecord = {
  plan: Plan;
  packed: Packed;
  /** How far tables had come at the source before the first row was read. */
  watermarks: { table: string; watermark: Watermark }[];
};

/**
 * Begins a run of which the import is a part: the ledger gets what it would have had if every batch had been loaded, so that
 * the run can be gone on with, verified, brought up to date and undone. Tables that stay are left to be loaded.
 */
export async function recordImport(io: MigrationIo, { plan, packed, watermarks }: ToRecord): Promise<void> {
  // After the import: what is in the tables now is looked up, should this be interrupted and gone on with.
  const { run } = await io.deployment.call<Begun>(`${io.module}:begin`, {
    ...{ planHash: plan.hash, startNew: true, retry: false, watermarks },
    sortedByScript: sortedByScript(io.source, plan.tables),
  });
  const { runId, epoch } = run;
  io.report({ kind: "run", runId, resumed: false });
  for (const each of packed.tables.filter(({ stays }) => !stays)) {
    const { target } = each.table;
    const advance = (step: Record<string, Value>): Promise<boolean> =>
      io.deployment.call(`${io.module}:advance`, { runId, epoch, step: { table: target, ...step } });
    for await (const batches of entriesOf(each)) await record(advance, batches, []);
    for (const notes of lots(each.openNotes, NOTES_PER_CALL)) await record(advance, [], notes);
    if (each.description.found) {
      const send = { run: { runId, epoch, dryRun: false }, onRejects: () => {} };
      await loadUnjoined(io, { ...send, deployment: io.deployment, module: io.module }, each.table);
    }
    const { counts, description } = each;
    await advance({ kind: "tableLoaded", found: description.found, counts, imported: true });
  }
}

type Advance = (step: Record<string, Value>) => Promise<boolean>;

/** What is too much for one call is halved: rejects keep a part of their rows. */
async function record(advance: Advance, batches: Value[], notes: readonly Reject[]): Promise<void> {
  try {
    await advance({ kind: "packed", batches, notes: notes as unknown as Value[] });
  } catch (error) {
    if (!isRefusal(error) || batches.length < 2) throw error;
    const half = Math.ceil(batches.length / 2);
    await record(advance, batches.slice(0, half), notes);
    await record(advance, batches.slice(half), []);
  }
}

async function* entriesOf({ entries }: PackedTable): AsyncGenerator<Value[]> {
  let waiting: Value[] = [];
  for await (const lines of entries?.read() ?? []) {
    waiting.push(...lines.map((line) => jsonToConvex(JSON.parse(line.toString("utf8")) as JSONValue)));
    for (; waiting.length >= ENTRIES_PER_CALL; waiting = waiting.slice(ENTRIES_PER_CALL)) {
      yield waiting.slice(0, ENTRIES_PER_CALL);
    }
  }
  if (waiting.length > 0) yield waiting;
}

function* lots<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
