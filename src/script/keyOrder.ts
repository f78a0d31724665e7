import { type PlanTable, type SourceName, sourceName } from "../shared/plan.ts";
import { isOpenRun, type KeyOrder, type Run, type RunTable } from "../shared/run.ts";
import type { Catalogue } from "../source/catalogue.ts";
import { catalogueTable } from "./check/catalogueTables.ts";
import { sourceTypeOf, type TypeFamily } from "./check/typeFamily.ts";
import { SetupError } from "./errors.ts";
import { fetchStatus } from "./fetchStatus.ts";
import { joinedTable } from "./joinedTable.ts";
import type { MigrationIo } from "./migrationIo.ts";
import type { PlanSource } from "./planSource.ts";

/** A target table, and the order that its intervals in the ledger follow. */
export type LedgerOrder = Pick<RunTable, "table" | "keyOrder">;

type OrderedSource = Pick<PlanSource, "keyOrder" | "catalogue">;

/** What is read in the order of a key. */
type Keyed = Pick<PlanTable, "source" | "key">;

/** Which of these tables the source has in another order than the ledger. Only where that may be, it is asked for types. */
export async function inAnotherOrder(
  source: OrderedSource,
  tables: readonly PlanTable[],
  orders: readonly LedgerOrder[],
  readsOf: (table: PlanTable) => readonly Keyed[] = (table) => [table],
): Promise<PlanTable[]> {
  const inLedger = new Map(orders.map(({ table, keyOrder }) => [table, keyOrder]));
  const others = tables.filter((table) => {
    const order = inLedger.get(table.target);
    return order !== undefined && order !== source.keyOrder(table.source);
  });
  if (others.length === 0) return [];
  const catalogue = await source.catalogue();
  return others.filter((table) => !readsOf(table).every((each) => hasOneOrder(each, catalogue)));
}

/** Types that every source has in one order. */
const ONE_ORDER: ReadonlySet<TypeFamily> = new Set(["integer", "uuid"]);

/** False also where the types are not known. */
function hasOneOrder({ source, key }: Keyed, catalogue: Catalogue): boolean {
  const columns = catalogueTable(catalogue, source)?.columns ?? [];
  const alike = new Set(
    columns.filter((column) => ONE_ORDER.has(sourceTypeOf(column).family)).map(({ name }) => name),
  );
  return key.every((name) => alike.has(name));
}

/** The target tables whose keys this source sorts otherwise than a database. */
export const sortedByScript = (
  source: Pick<PlanSource, "keyOrder">,
  tables: readonly PlanTable[],
): string[] =>
  tables.flatMap(({ source: name, target }) => (source.keyOrder(name) === "script" ? [target] : []));

/**
 * Makes sure that the source can go on with the open run, before that is taken up.
 *
 * @throws SetupError where a table is loaded in part, and the source has its rows in another order.
 */
export async function checkOpenRun(io: MigrationIo, tables: readonly PlanTable[]): Promise<void> {
  const status = await fetchStatus(io);
  if (status.run === null || !isOpenRun(status.run.state)) return;
  const begun = status.tables.filter(({ state }) => state === "loading");
  await refuseAnotherOrder(
    io,
    status.run.runId,
    tables,
    begun.map(({ target, keyOrder }) => ({ table: target, keyOrder })),
  );
}

/** The same of a run that has been taken up: another script may have loaded rows just before. @throws SetupError */
export async function checkTakenUp(io: MigrationIo, tables: readonly PlanTable[], run: Run): Promise<void> {
  const open = run.tables.filter(({ loaded }) => loaded === undefined);
  await refuseAnotherOrder(io, run.runId, tables, open);
}

async function refuseAnotherOrder(
  { source }: MigrationIo,
  runId: string,
  tables: readonly PlanTable[],
  orders: readonly LedgerOrder[],
): Promise<void> {
  // Rows of joined tables that belong to no row are noted in batches that follow an order too.
  const others = await inAnotherOrder(source, tables, orders, (table) => [
    table,
    ...table.joins.map((join) => joinedTable(table, join)),
  ]);
  if (others.length === 0) return;
  const problems = others.map((table) => anotherOrder(runId, table, source));
  throw new SetupError(problems, { next: "npx supabase-to-convex run --new" });
}

function anotherOrder(runId: string, { source: name, key }: PlanTable, source: OrderedSource) {
  const now = source.keyOrder(name);
  const before = sourcesOf(now === "script" ? "database" : "script", name);
  return {
    table: sourceName(name),
    message:
      `${sourceName(name)}: run ${runId} loaded a part of it from ${before}. This source, ${sourcesOf(now, name)}, has its ` +
      `rows in another order of (${key.join(", ")}), so which ones are missing cannot be told. Go on from ${before}, or ` +
      "start over from this source: npx supabase-to-convex run --new",
  };
}

/** The sources that have a table's rows in this order. */
function sourcesOf(order: KeyOrder, { schema }: SourceName): string {
  const ofUsers = schema === "auth";
  if (order === "database") return ofUsers ? "Postgres" : "Supabase or Postgres";
  return ofUsers ? "Supabase's API or a folder" : "a folder";
}
