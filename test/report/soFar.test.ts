import { expect, test } from "vitest";
import { NOTHING_TOLD, told } from "../../src/report/soFar.ts";
import type { ProgressEvent } from "../../src/script/progress.ts";
import { NO_ROWS } from "../../src/shared/batch.ts";
import { tableLine } from "./pages.ts";

const STARTED: ProgressEvent = {
  ...{ kind: "tableStarted", table: "people", source: "contacts", rows: 300, counts: NO_ROWS },
};
const COUNTS = { ...NO_ROWS, rows: 200, inserted: 150, rejected: 50 };
const LINE = tableLine("contacts", 300, { target: "people", migrated: 0, inserted: 0, seconds: 0 });
const PASS = { name: "resolvePeople", table: "people", state: "running" as const, processed: 10 };

const after = (...events: ProgressEvent[]) => events.reduce(told, NOTHING_TOLD);

test.each<[string, ProgressEvent[], object]>([
  ["a run", [{ kind: "run", runId: "r1", resumed: false }], { runId: "r1" }],
  ["a table that is begun", [STARTED], { tables: [LINE] }],
  [
    "a batch of it",
    [STARTED, { kind: "batch", table: "people", counts: COUNTS }],
    { tables: [{ ...LINE, migrated: 150, inserted: 150, rejected: 50 }] },
  ],
  [
    "its end",
    [
      STARTED,
      { kind: "tableLoaded", table: "people", source: "contacts", found: true, counts: COUNTS, seconds: 2 },
    ],
    { tables: [{ ...LINE, migrated: 150, inserted: 150, rejected: 50, seconds: 2 }] },
  ],
  [
    "a pass twice",
    [
      { kind: "pass", pass: PASS },
      { kind: "pass", pass: { ...PASS, processed: 20 } },
    ],
    { passes: [{ ...PASS, processed: 20 }] },
  ],
  [
    "a table that is verified",
    [{ kind: "verified", table: "people", ok: false, documents: 150 }],
    { verification: [{ table: "people", ok: false, documents: 150 }] },
  ],
  [
    "a table that is compared, walked and verified",
    [
      { kind: "comparing", table: "people", rows: 10, total: 20 },
      { kind: "verifying", table: "people", documents: 3 },
      { kind: "comparing", table: "people", rows: 20, total: 20 },
      { kind: "verified", table: "people", ok: true, documents: 20 },
    ],
    { verification: [{ table: "people", compared: { rows: 20, total: 20 }, documents: 20, ok: true }] },
  ],
  ["an event that the page does not show", [{ kind: "remapped", tables: ["people"] }], {}],
])("nothing told + %s -> what the page knows", (_title, events, known) => {
  expect(after(...events)).toEqual({ ...NOTHING_TOLD, ...known });
});
