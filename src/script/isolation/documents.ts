import type { PlanTable } from "../../shared/plan.ts";
import type { Comparison, RowFate, WalkedDocument } from "../../shared/verification.ts";
import { inParts } from "../batchParts.ts";
import { cutRows } from "../cutBatches.ts";
import { Interrupted } from "../errors.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { rowsOfKeys } from "../rowsOfKeys.ts";

/** Ids or keys in one call; what Convex finds too large is halved. */
const ITEMS_PER_CALL = 100;

/** What becomes of rows that nobody can be shown. */
const WITHOUT_DOCUMENT: readonly RowFate[] = ["noted", "skipped"];

/** Those of the ids that are documents of the table, with their legacy ids. */
export async function documentsAmong(
  io: MigrationIo,
  { target }: PlanTable,
  ids: Iterable<string>,
): Promise<WalkedDocument[]> {
  const documents: WalkedDocument[] = [];
  for (const lot of lotsOf([...ids])) {
    if (io.signal.aborted) throw new Interrupted();
    documents.push(
      ...(await inHalves(lot, (some) =>
        io.deployment.call<WalkedDocument[]>(`${io.module}:legacyIds`, {
          table: target,
          ids: some,
          legacyIds: [],
        }),
      )),
    );
  }
  return documents;
}

/** Which of these rows have a document, or ought to: not those that are rejects, orphans or skipped. */
export async function expectedAmong(
  io: MigrationIo,
  runId: string,
  table: PlanTable,
  keys: readonly string[],
): Promise<string[]> {
  const expected = new Set<string>();
  for (const lot of lotsOf(keys)) {
    if (io.signal.aborted) throw new Interrupted();
    const found = await rowsOfKeys(io, table, lot);
    const rows = [...found].flatMap(([key, twins]) =>
      twins.map((row) => ({ key, row, text: JSON.stringify(row) })),
    );
    for (const batch of cutRows(rows)) {
      const fates = await inHalves(batch.rows, async (some) => {
        const args = { runId, table: table.target, start: null, rows: some.map(({ text }) => text) };
        return (await io.deployment.call<Comparison>(`${io.module}:compare`, args)).fates;
      });
      for (const [at, { key }] of batch.rows.entries()) {
        const fate = fates[at];
        if (fate !== undefined && !WITHOUT_DOCUMENT.includes(fate)) expected.add(key);
      }
    }
  }
  return [...expected];
}

function* lotsOf<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += ITEMS_PER_CALL) yield items.slice(at, at + ITEMS_PER_CALL);
}

/** An answer for each item, in their order, in as many calls as it takes. */
const inHalves = async <Item, Answer>(
  items: readonly Item[],
  call: (items: Item[]) => Promise<Answer[]>,
): Promise<Answer[]> =>
  (await inParts({ from: 0, to: items.length }, ({ from, to }) => call(items.slice(from, to)))).flat();
