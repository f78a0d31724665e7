import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LimitedTarget } from "./limitedWrites.ts";
import type { DataSize } from "../data.ts";
import type { GrowthFigure } from "../growth.ts";
import type { LoadJob, LoadResult } from "../load.ts";
import type { Measured } from "../measured.ts";
import type { PackJob } from "../pack.ts";

const MAIN = fileURLToPath(new URL("childMain.ts", import.meta.url));

/** What a process of the bench's own does: serve until it is stopped, or load or pack and say how it went. */
export type ChildJob =
  | { kind: "supabase"; size: DataSize }
  | { kind: "simulated"; limit: LimitedTarget | null }
  | { kind: "embedded" }
  | { kind: "load"; job: LoadJob }
  | { kind: "pack"; job: PackJob }
  | { kind: "grow"; job: LoadJob };
type ServerJob = Exclude<ChildJob, { job: unknown }>;

export type Served = { url: string; key: string };
export type Server = Served & { stop: () => Promise<void> };

/** A server in a process of its own, so that the one that is measured has its core to itself. */
export async function serve(job: ServerJob): Promise<Server> {
  const { child, line } = start(job);
  const served = JSON.parse(await line) as Served;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    ...served,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Loads in a fresh process, whose memory is nothing but the load's own. */
export async function loadInChild(job: LoadJob): Promise<LoadResult> {
  return JSON.parse(await start({ kind: "load", job }).line) as LoadResult;
}

/** Packs in a fresh process. */
export async function packInChild(job: PackJob): Promise<Measured & { rows: number }> {
  return JSON.parse(await start({ kind: "pack", job }).line) as Measured & { rows: number };
}

/** What each row costs, in a fresh process too. */
export async function growInChild(job: LoadJob): Promise<Omit<GrowthFigure, "rows">> {
  return JSON.parse(await start({ kind: "grow", job }).line) as Omit<GrowthFigure, "rows">;
}

function start(job: ChildJob) {
  const child = spawn(process.execPath, [MAIN, JSON.stringify(job)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`The bench's ${job.kind} process ended with exit code ${code}.`)),
    );
  });
  return { child, line };
}
