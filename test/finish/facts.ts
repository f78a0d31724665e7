import { NO_ROWS } from "../../src/shared/batch.ts";
import type { PassStatus, StatusFacts, TableStatus } from "../../src/shared/status.ts";

type Run = NonNullable<StatusFacts["run"]>;

const RUN: Run = {
  ...{ runId: "run1", epoch: 1, state: "done", planHash: "plan" },
  ...{ startedAt: "2026-11-21T15:00:00.000Z", endedAt: "2026-11-21T15:01:00.000Z" },
  mark: { batch: "b9", passesEndedAt: "2026-11-21T15:00:50.000Z", planHash: "plan" },
};

export const TABLE: TableStatus = {
  ...{
    source: "posts",
    target: "articles",
    state: "loaded",
    emptyAtStart: true,
    knownSinceMs: 0,
    keyOrder: "database",
  },
  counts: { ...NO_ROWS, rows: 10, inserted: 10 },
  ...{ countsComplete: true, sourceRows: 10, migrated: 10, rejected: 0, orphans: 0 },
  ...{ unresolved: 0, conflicts: 0, stale: 0, behind: 0 },
};

export const PASS: PassStatus = { name: "resolveArticles", table: "articles", state: "done", processed: 10 };

export const FULL: StatusFacts["verifications"][number] = {
  ...{ at: "2026-11-21T15:02:00.000Z", full: true, ok: true, unmigratedNonOrphans: 0 },
};
export const SAMPLE = { ...FULL, at: "2026-11-21T15:03:00.000Z", full: false };

/** A migration with nothing left to do, and what is otherwise. */
export const factsWith = ({
  run = {},
  table = {},
  passes = [PASS],
  verifications = [FULL],
}: {
  run?: Partial<Run>;
  table?: Partial<TableStatus>;
  passes?: PassStatus[];
  verifications?: StatusFacts["verifications"];
} = {}): StatusFacts => ({
  run: { ...RUN, ...run },
  tables: [{ ...TABLE, ...table }],
  passes,
  verifications,
});
