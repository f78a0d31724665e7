import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { measureCeilings } from "./ceiling.ts";
import { measureCounts } from "./counts.ts";
import { measureGrowth } from "./growth.ts";
import { ledgerBytes } from "./ledgerBytes.ts";
import { measureMapping } from "./mapping.ts";
import type { BenchOptions } from "./options.ts";
import { measurePacing } from "./pacing.ts";
import { benchPage } from "./page.ts";
import { measureRatios } from "./ratios.ts";
import type { BenchResult } from "./result.ts";

/** Measures one thing after the other, so that none has to share the machine. */
export async function runBench(options: BenchOptions, note: (line: string) => void): Promise<BenchResult> {
  const { rows, tables, rowBytes, target } = options;
  note("Ratios: the same data in several ways, in turn.");
  const { ratios, speeds } = await measureRatios({ rows, tables, rowBytes }, options.rounds, target);
  note("Counts and mapping.");
  const counts = { ...(await measureCounts()), ledger: ledgerBytes() };
  const mapping = measureMapping(options.mappingSeconds);
  note("The script's ceiling.");
  const { ceilingRows, databaseUrl } = options;
  const ceilings = await measureCeilings({ rows: ceilingRows, rowBytes, databaseUrl }, note);
  note("Pacing.");
  const pacing = await measurePacing(options.pacingSeconds);
  note("Growth.");
  const growth = await measureGrowth(options.growthRows, rowBytes);
  return {
    ...{ format: 1, rows, tables, rowBytes, target: target === null ? "embedded" : new URL(target.url).host },
    ...{ ratios, speeds, ...ceilings, counts, mapping, pacing, growth },
  };
}

/** @returns Where it is. */
export async function writeBenchPage(result: BenchResult, reportDir: string): Promise<string> {
  const path = join(reportDir, "bench.html");
  await mkdir(reportDir, { recursive: true });
  await writeFile(path, benchPage(result));
  return path;
}
