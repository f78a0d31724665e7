import { connect } from "../../src/script/convexDeployment.ts";
import { load } from "./load.ts";
import { serve } from "./servers/child.ts";
import { WRITTEN } from "./servers/simulatedConvex.ts";

const MIB = 1024 * 1024;
/** A row weighs as much when it is written as it does as text, and half as much again in the indexes. */
const WRITTEN_PER_BYTE = 1.5;
const LATENCY_MS = 20;
/** A deployment of the smallest class, and one whose limit is eight times higher. */
const LIMITS_MIBPS = [4, 32];

/** How a load with the default settings keeps to a limit: which share of it was used, and how often a call was turned away. */
export type PacingFigure = { limitMiBps: number; held: number; retries: number; calls: number };

/** @param seconds How long each limit is to be kept, about. */
export async function measurePacing(seconds: number): Promise<PacingFigure[]> {
  const figures: PacingFigure[] = [];
  for (const limitMiBps of LIMITS_MIBPS) figures.push(await pacedLoad(limitMiBps, seconds));
  return figures;
}

async function pacedLoad(limitMiBps: number, seconds: number): Promise<PacingFigure> {
  const bytesPerSecond = limitMiBps * MIB;
  // Larger rows, so that neither the script nor the simulation is what one waits for.
  const rowBytes = 2000;
  const rows = Math.ceil((bytesPerSecond * seconds) / (rowBytes * WRITTEN_PER_BYTE));
  const supabase = await serve({ kind: "supabase", size: { rows, tables: 1, rowBytes } });
  const target = await serve({
    kind: "simulated",
    limit: { bytesPerSecond, writtenPerByte: WRITTEN_PER_BYTE, latencyMs: LATENCY_MS },
  });
  try {
    const { calls, retries } = await load({ source: { kind: "rest", ...supabase }, target });
    const written = await connect(target).call<number>(WRITTEN, {});
    return { limitMiBps, held: written / bytesPerSecond, retries, calls };
  } finally {
    await Promise.all([supabase.stop(), target.stop()]);
  }
}
