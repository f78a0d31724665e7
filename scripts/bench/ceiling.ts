import type { DataSize } from "./data.ts";
import { writeJsonl } from "./jsonlData.ts";
import type { SourceChoice } from "./load.ts";
import { answers, fillPostgres } from "./postgresData.ts";
import { loadInChild, serve } from "./servers/child.ts";

/** How fast the script is by itself, against a target that answers at once, and what memory it takes. */
export type CeilingFigure = {
  source: SourceChoice["kind"];
  /** Of 500 bytes; its parents come on top. */
  rows: number;
  rowsPerSecond: number;
  /** For each second of the processor's time: what a core gives that has nothing else to do. */
  rowsPerCpuSecond: number;
  peakMiB: number;
};

export type CeilingOptions = { rows: readonly number[]; rowBytes: number; databaseUrl: string };

export async function measureCeiling(
  { rows, rowBytes, databaseUrl }: CeilingOptions,
  note: (line: string) => void,
): Promise<CeilingFigure[]> {
  const hasPostgres = await answers(databaseUrl);
  if (!hasPostgres) note("No Postgres answers at --database-url: the ceiling is measured without it.");
  const figures: CeilingFigure[] = [];
  for (const count of rows) {
    const size = { rows: count, tables: 1, rowBytes };
    for (const open of [fromRest, fromJsonl, ...(hasPostgres ? [fromPostgres(databaseUrl)] : [])]) {
      figures.push({ ...(await ceilingOf(await open(size))), rows: count });
    }
  }
  return figures;
}

type Opened = { source: SourceChoice; close: () => Promise<void> };

async function ceilingOf({ source, close }: Opened): Promise<Omit<CeilingFigure, "rows">> {
  const target = await serve({ kind: "simulated", limit: null });
  try {
    const { rows, seconds, cpuSeconds, peakMiB } = await loadInChild({ source, target });
    return {
      source: source.kind,
      rowsPerSecond: rows / seconds,
      rowsPerCpuSecond: rows / cpuSeconds,
      peakMiB,
    };
  } finally {
    await target.stop();
    await close();
  }
}

async function fromRest(size: DataSize): Promise<Opened> {
  const { url, key, stop } = await serve({ kind: "supabase", size });
  return { source: { kind: "rest", url, key }, close: stop };
}

async function fromJsonl(size: DataSize): Promise<Opened> {
  const { directory, remove } = await writeJsonl(size);
  return { source: { kind: "jsonl", directory }, close: remove };
}

const fromPostgres =
  (serverUrl: string) =>
  async (size: DataSize): Promise<Opened> => {
    const { url, remove } = await fillPostgres(serverUrl, size);
    return { source: { kind: "postgres", url }, close: remove };
  };
