import { connect } from "../../src/script/convexDeployment.ts";
import { type DataSize, generatedTables, rowsOf } from "./data.ts";
import { type Server, type Served, serve } from "./servers/child.ts";
import { type Both, OTHERS, OURS, type Way } from "./ways.ts";

/** Ours over theirs in rows per second: above 1 ours is faster. */
export type Ratio = { median: number; min: number; max: number };

export type Ratios = {
  handWritten: Ratio;
  /** Over ours without the ledger; without the checks before the insert; without refs. Below 1 is the guard's price. */
  ledger: Ratio;
  validation: Ratio;
  refs: Ratio;
};

/** Rows a second in each round, by way. */
export type Speeds = Record<string, number[]>;

/** The same data in several ways, in turn, and that several times: what else the machine does meets all of them alike. */
export async function measureRatios(
  size: DataSize,
  rounds: number,
  target: Served | null,
): Promise<{ ratios: Ratios; speeds: Speeds }> {
  const supabase = await serve({ kind: "supabase", size });
  const embedded: Server | null = target === null ? await serve({ kind: "embedded" }) : null;
  const both: Both = { supabase, convex: target ?? (embedded as Server), tables: size.tables };
  const rows = rowsOf(generatedTables(size));
  const speeds: Speeds = {};
  try {
    const ways = [OURS, ...OTHERS];
    // The first calls of a server are slow, and no way's fault.
    for (const way of ways) await rowsPerSecond(way, both, rows);
    for (let round = 0; round < rounds; round += 1) {
      const turned = [...ways.slice(round % ways.length), ...ways.slice(0, round % ways.length)];
      for (const way of turned) {
        speeds[way.name] ??= [];
        speeds[way.name]?.push(await rowsPerSecond(way, both, rows));
      }
    }
    return { ratios: ratiosOf(speeds), speeds };
  } finally {
    await clear(both);
    await supabase.stop();
    await embedded?.stop();
  }
}

async function rowsPerSecond(way: Way, both: Both, rows: number): Promise<number> {
  await clear(both);
  const startedAtMs = performance.now();
  await way.load(both);
  return (1000 * rows) / (performance.now() - startedAtMs);
}

/** Deletes what was loaded before: no part of what is measured. */
async function clear({ convex, tables }: Both): Promise<void> {
  const deployment = connect(convex);
  const items = Array.from({ length: tables }, (_, at) => [`items${at + 1}`, `bareItems${at + 1}`]).flat();
  for (const table of [...items, "projects", "accounts"]) {
    while (await deployment.call<boolean>("clearing:clear", { table }));
  }
}

const ratiosOf = (speeds: Speeds): Ratios => ({
  handWritten: ratioOf(speeds, "handWritten"),
  ledger: ratioOf(speeds, "ledger"),
  validation: ratioOf(speeds, "validation"),
  refs: ratioOf(speeds, "refs"),
});

function ratioOf(speeds: Speeds, name: string): Ratio {
  const theirs = speeds[name] ?? [];
  const ratios = (speeds[OURS.name] ?? []).map((own, round) => own / (theirs[round] ?? Number.NaN));
  return { median: medianOf(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
