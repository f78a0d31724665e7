import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { readBenchOptions } from "../../scripts/bench/options.ts";

const BENCH = fileURLToPath(new URL("../../scripts/bench.ts", import.meta.url));
const NO_POSTGRES = "postgres://nobody@127.0.0.1:1/none";

// As little as can be measured: what is looked at is the form, not the figures.
const TINY = [
  "--rows",
  "20",
  "--tables",
  "1",
  "--rounds",
  "1",
  "--ceiling-rows",
  "20",
  "--growth-rows",
  "20",
];

const ratio = { median: expect.any(Number), min: expect.any(Number), max: expect.any(Number) };
/**
 * What 1,000 rows of 500 bytes cost, to the document and to the byte. No document is read for a row of a first load, and a
 * hundred rows leave one entry in the ledger: for each batch the run is read, and the range of the ledger where the batch
 * would be. A pass reads each document twice and each parent once a batch.
 */
const load = { functionCalls: 10, documentsRead: 10, indexRanges: 20, documentsWritten: 1010 };
const COUNTS = {
  withoutRefs: { ...load, bytesWritten: 566_997 },
  twoRefs: { ...load, bytesWritten: 558_957 },
  waitingForPass: { ...load, bytesWritten: 579_017 },
  pass: {
    ...{ functionCalls: 11, documentsRead: 3510, indexRanges: 1541 },
    ...{ documentsWritten: 1000, bytesWritten: 513_444 },
  },
  // Less than a twentieth of what is written.
  ledger: { bytesPerBatch: 2561, share: 2561 / (2561 + 50_000) },
};
const speed = [expect.any(Number)];

test("a bench of very little -> its JSON in the form that the guide promises, and a page with a chart", async () => {
  const dir = await mkdtemp(join(tmpdir(), "bench-test-"));
  try {
    const flags = [
      "--quick",
      ...TINY,
      "--pacing-seconds",
      "0.2",
      "--mapping-seconds",
      "0.05",
      "--database-url",
      NO_POSTGRES,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [
      BENCH,
      ...flags,
      "--json",
      "--report-dir",
      dir,
    ]);
    const figure = expect.any(Number);
    const ceiling = ["rest", "jsonl"].map((source) => ({
      ...{ source, rows: 20, rowsPerSecond: figure, rowsPerCpuSecond: figure, peakMiB: figure },
    }));
    expect(JSON.parse(stdout)).toEqual({
      ...{ format: 1, rows: 20, tables: 1, rowBytes: 500, target: "embedded" },
      ratios: { handWritten: ratio, ledger: ratio, validation: ratio, refs: ratio },
      speeds: { ours: speed, handWritten: speed, ledger: speed, validation: speed, refs: speed },
      ...{ ceiling, pack: ceiling },
      counts: COUNTS,
      mapping: [10, 150].map((columns) => ({ columns, rowsPerSecond: figure, msPerBatch: figure })),
      pacing: [4, 32].map((limitMiBps) => ({ limitMiBps, held: figure, retries: figure, calls: figure })),
      growth: [{ rows: 20, run: figure, verifyFull: figure, sync: figure }],
    });
    const page = await readFile(join(dir, "bench.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>.*<svg class="ratios".*ours without the ledger/s);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test("a target without its key -> usage and exit code 2", () => {
  expect(readBenchOptions(["--target-url", "http://127.0.0.1:1"], {})).toEqual({ exitCode: 2 });
});
