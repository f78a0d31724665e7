import { setTimeout as wait } from "node:timers/promises";
import { listen } from "../../embedded/listen.ts";
import { requestBody } from "../../embedded/requestBody.ts";
import type { Served } from "./child.ts";
import { type LimitedTarget, WriteWindow } from "./limitedWrites.ts";
import { SimulatedRun } from "./simulatedRun.ts";

const KEY = "bench|simulated";
/** Asks a target with a limit how many bytes a second it has let through. */
export const WRITTEN = "bench:written";
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const TOO_MANY_WRITES = JSON.stringify({ code: "TooManyWrites", message: "Too many writes per second." });

/**
 * A Convex that stores nothing. It answers at once, so that what is measured is the script, or as slowly as a limit on
 * its writes makes it.
 */
export async function serveSimulatedConvex(limit: LimitedTarget | null): Promise<Served> {
  let run = new SimulatedRun();
  const window = limit && new WriteWindow(limit.bytesPerSecond);
  const { url } = await listen(async (request, response) => {
    const body = await requestBody(request, MAX_BODY_BYTES);
    const { path, args } = JSON.parse(String(body)) as { path: string; args: never };
    const name = path.slice(path.indexOf(":") + 1);
    if (name === "begin") run = new SimulatedRun();
    const json = { "content-type": "application/json" };
    const succeed = (value: unknown): void =>
      void response.writeHead(200, json).end(JSON.stringify({ status: "success", value }));
    if (path === WRITTEN) return succeed(window?.bytesPerSecond() ?? 0);
    if (limit && window && name === "load") {
      if (!window.admits(performance.now())) {
        response.writeHead(429, json).end(TOO_MANY_WRITES);
        return;
      }
      window.add(performance.now(), rowBytes(args) * limit.writtenPerByte);
      await wait(limit.latencyMs);
    }
    succeed(run.answer(name, args));
  }, 0);
  return { url, key: KEY };
}

const rowBytes = ({ rows }: { rows: string[] }): number => rows.reduce((sum, row) => sum + row.length, 0);
