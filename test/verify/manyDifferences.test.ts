import type { Value } from "convex/values";
import { expect, test } from "vitest";
import type { Deployment } from "../../src/script/deployment.ts";
import { compareTable } from "../../src/script/full/compareTable.ts";
import { AT_START } from "../../src/script/full/intervalFinder.ts";
import type { TablePoint } from "../../src/script/full/progress.ts";
import { MOST_DIFFERENCES, newTally } from "../../src/script/full/tally.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { tablesInMemory } from "../script/tablesInMemory.ts";
import { planTable } from "../source/planTable.ts";

const ROWS = 3500;
const table = planTable("notes", ["id"], ["id"]);

test("every row of a large table is missing -> all are counted and asked for twice, 1,000 are kept at any time", async () => {
  const rows = Array.from({ length: ROWS }, (_, at) => ({ id: String(at) }));
  const asked = new Map<string, number>();
  const call = async (_path: string, args: Record<string, Value>) => {
    const keys = (args.rows as string[]).map((text) => (JSON.parse(text) as { id: string }).id);
    for (const key of keys) asked.set(key, (asked.get(key) ?? 0) + 1);
    return {
      ...{ fates: keys.map(() => "missing"), documents: 0, sums: [] },
      differences: keys.map((key) => ({ key, field: "", kind: "missing", reason: "expected a document" })),
    };
  };
  const deployment: Deployment = {
    url: "",
    calls: { functions: 0, retries: 0 },
    call: call as Deployment["call"],
  };
  const io = {
    ...{ source: tablesInMemory({ notes: rows }, undefined, 200), deployment, module: "migrations" },
    ...{ pacer: createPacer({ max: 4 }), report: () => {}, signal: new AbortController().signal },
  } as unknown as MigrationIo;
  const kept: TablePoint[] = [];
  const given = { table, runId: "r", rows: ROWS, inAnotherOrder: false, intervals: [], showValues: false };
  const tally = await compareTable(io, given, {
    begun: { position: AT_START, tally: newTally(table) },
    keep: async (point) => void kept.push(point),
  });
  expect({ rows: tally.rows, missing: tally.fates.missing, found: tally.found }).toEqual({
    ...{ rows: ROWS, missing: ROWS, found: ROWS },
  });
  expect(tally.differences.length).toBe(MOST_DIFFERENCES);
  expect([asked.size, new Set(asked.values())]).toEqual([ROWS, new Set([2])]);
  // One batch more than the limit may be suspected before they are asked for again.
  expect(Math.max(...kept.map((point) => point.tally.suspects.length))).toBeLessThan(1100);
});
