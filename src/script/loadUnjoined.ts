import {
  type Interval,
  type JoinedCounts,
  type LoadArgs,
  settledJoined,
  sumJoined,
} from "../shared/batch.ts";
import { JOIN_START } from "../shared/legacyId.ts";
import { type PlanJoin, type PlanTable, sourceName } from "../shared/plan.ts";
import { joinedTable } from "./joinedTable.ts";
import { readIntervals } from "./ledgerPages.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { callLoad, type SendIo } from "./sendBatch.ts";
import { type Unjoined, unjoinedRows } from "./unjoined.ts";

/** Orphans that one batch notes. */
const ORPHANS_PER_BATCH = 100;

/** Rows of a joined table, at the source and as the ledger has settled them. */
export type JoinState = { join: PlanJoin; found: boolean; rows: number; settled: JoinedCounts };

/** How the joined tables of a table that is loaded stand. */
export function joinStates(
  io: Pick<MigrationIo, "source">,
  table: PlanTable,
  intervals: readonly Pick<Interval, "joined">[],
): Promise<JoinState[]> {
  return Promise.all(
    table.joins.map(async (join) => {
      const description = await io.source.describe(joinedTable(table, join));
      const settled = sumJoined(
        join.name,
        intervals.flatMap(({ joined }) => joined),
      );
      return { join, settled, found: description.found, rows: description.found ? description.rows : 0 };
    }),
  );
}

/** Settles the rows of joined tables that belong to no row. They are looked for only where rows are not accounted for. */
export async function loadUnjoined(
  io: MigrationIo,
  send: Pick<SendIo, "deployment" | "module" | "run" | "onRejects">,
  table: PlanTable,
): Promise<void> {
  if (table.joins.length === 0) return;
  const intervals = await readIntervals(io, send.run.runId, table.target);
  for (const { join, rows, settled } of await joinStates(io, table, intervals)) {
    if (settledJoined(settled) < rows) await settleUnjoined(io, send, table, join);
  }
}

async function settleUnjoined(
  io: MigrationIo,
  send: Pick<SendIo, "deployment" | "module" | "run" | "onRejects">,
  table: PlanTable,
  join: PlanJoin,
): Promise<void> {
  const reason = reasonUnjoined(table, join);
  const call = async (name: string, rows: Pick<LoadArgs, "refused" | "leftOut">): Promise<void> => {
    const start = `${JOIN_START}${join.name} ${name}`;
    const args: LoadArgs = {
      ...{ retry: false, ...send.run, table: table.target, after: null, start, end: start },
      ...{ rows: [], hints: "{}", matches: "{}", lookup: false, ...rows },
    };
    await io.pacer.run(() => callLoad(send, args));
  };
  let batches = 0;
  let leftOut = 0;
  const counting = orphansOf(unjoinedRows(io.source, table, join), (rows) => {
    leftOut += rows;
  });
  for await (const keys of inLots(counting)) {
    await call(String(batches++), { refused: keys.map((key) => ({ key, reason, join: join.name })) });
  }
  if (leftOut > 0) await call("left out", { refused: [], leftOut: { join: join.name, rows: leftOut } });
}

export function reasonUnjoined({ source }: PlanTable, { on }: PlanJoin): string {
  const columns = on.map(({ column }) => column).join(", ");
  return `expected a row of ${sourceName(source)} with the same ${columns}, found none`;
}

/** Of a tenant's rows there may be few among very many: those that the filter leaves out are counted, and not named. */
async function* orphansOf(
  pages: AsyncIterable<Unjoined>,
  onLeftOut: (rows: number) => void,
): AsyncGenerator<string[]> {
  for await (const { orphans, leftOut } of pages) {
    onLeftOut(leftOut);
    yield orphans;
  }
}

/** However long the pages: a batch is known by its number alone, so it must have the same keys when it is sent again. */
async function* inLots(pages: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  let waiting: string[] = [];
  for await (const page of pages) {
    waiting.push(...page);
    while (waiting.length >= ORPHANS_PER_BATCH) {
      yield waiting.slice(0, ORPHANS_PER_BATCH);
      waiting = waiting.slice(ORPHANS_PER_BATCH);
    }
  }
  if (waiting.length > 0) yield waiting;
}
