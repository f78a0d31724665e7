import type { Plan, PlanTable } from "../../shared/plan.ts";
import type { Status, TableStatus } from "../../shared/status.ts";
import type { HintCache } from "../hintCache.ts";
import type { GoneRow } from "./goneRows.ts";
import type { Memory } from "./memory.ts";
import type { ReadTable } from "./readTable.ts";

export type HowToSync = {
  /** Delete the documents of rows that are gone. */
  deletes: boolean;
  /** Compare all rows, also of tables that tell which of them have changed. */
  full: boolean;
};

export type Round = HowToSync & {
  plan: Plan;
  hints: HintCache;
  memory: Memory;
  /** The first of this process: what earlier ones have left is looked at again. */
  isFirst: boolean;
  /** Others will follow. */
  isWatch: boolean;
};

/** How a table went. */
export type SyncedTable = {
  table: PlanTable;
  read: ReadTable;
  /** All of its rows were read. */
  isWhole: boolean;
  /** How far it had come at the source before the first row was read; null where nothing tells. */
  latest: string | null;
  /** Documents whose rows are gone, and that are there still. */
  deletable: GoneRow[];
  /** Documents whose rows are gone, and that were there before the migration: they stay. */
  adopted: GoneRow[];
  /** Keys of documents that were deleted. */
  deleted: string[];
  status: TableStatus;
};

export type SyncedRound = {
  runId: string;
  tables: SyncedTable[];
  /** Passes that have not come to their end. */
  stopped: string[];
  /** Whether anything was written. */
  wrote: boolean;
};

/** Rows that are gone at the source and that the run counts still. */
export const pendingRows = ({ deletable, adopted }: Pick<SyncedTable, "deletable" | "adopted">): number =>
  [...deletable, ...adopted].filter(({ counted, why }) => counted !== null && why !== "skipped").length;

export function statusIn({ tables }: Status, { target }: PlanTable): TableStatus {
  const found = tables.find((each) => each.target === target);
  if (found === undefined) throw new Error(`The run has no table ${target}, which its plan has.`);
  return found;
}
