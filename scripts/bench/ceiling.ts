import type { DataSize } from "./data.ts";
import { writeJsonl } from "./jsonlData.ts";
import type { SourceChoice } from "./load.ts";
import type { Measured } from "./measured.ts";
import { answers, fillPostgres } from "./postgresData.ts";
import { loadInChild, packInChild, serve } from "./servers/child.ts";

/** How fast the script is by itself, and what memory it takes. */
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

/** How fast the script is by itself in each lane: what it loads is taken at once, what it packs goes to the disk. */
export type Ceilings = { ceiling: CeilingFigure[]; pack: CeilingFigure[] };

export async function measureCeilings(
  { rows, rowBytes, databaseUrl }: CeilingOptions,
  note: (line: string) => void,
): Promise<Ceilings> {
  const hasPostgres = await answers(databaseUrl);
  if (!hasPostgres) note("No Postgres answers at --database-url: the ceiling is measured without it.");
  const figures: Ceilings = { ceiling: [], pack: [] };
  for (const count of rows) {
    const size = { rows: count, tables: 1, rowBytes };
    for (const open of [fromRest, fromJsonl, ...(hasPostgres ? [fromPostgres(databaseUrl)] : [])]) {
      const { source, close } = await open(size);
      try {
        figures.ceiling.push(figureOf(source, count, await loaded(source)));
        figures.pack.push(figureOf(source, count, await packInChild({ source })));
      } finally {
        await close();
      }
    }
  }
  return figures;
}

type Opened = { source: SourceChoice; close: () => Promise<void> };

async function loaded(source: SourceChoice): Promise<Measured & { rows: number }> {
  const target = await serve({ kind: "simulated", limit: null });
  try {
    return await loadInChild({ source, target });
  } finally {
    await target.stop();
  }
}

const figureOf = (
  source: SourceChoice,
  count: number,
  { rows, seconds, cpuSeconds, peakMiB }: Measured & { rows: number },
): CeilingFigure => ({
  ...{ source: source.kind, rows: count, peakMiB },
  rowsPerSecond: rows / seconds,
  rowsPerCpuSecond: rows / cpuSeconds,
});

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
