import { afterEach, beforeEach, expect, test } from "vitest";
import type { SourceRow } from "../../src/source/source.ts";
import { watch, type WatchEvent } from "../../src/script/sync/watch.ts";
import { SourceError } from "../../src/source/source.ts";
import { blogOf, type Rows } from "./blog.ts";
import type { MemoryWorld } from "./memoryWorld.ts";

const row = (id: string, label: string, at = "1"): SourceRow => ({
  id,
  post_id: null,
  label,
  hidden: false,
  at,
});

let rows: Rows;
let world: MemoryWorld;

beforeEach(async () => {
  rows = { authors: [], posts: [], tags: [row("1", "x"), row("2", "x")] };
  world = blogOf(rows, "at");
  await world.run();
});

/** Watches until the steps are done, one before each round. */
async function watched(
  steps: (() => void)[],
  away: ReadonlySet<number> = new Set(),
): Promise<{ events: WatchEvent[]; lag: number }> {
  const events: WatchEvent[] = [];
  const stopping = new AbortController();
  let clock = 0;
  const io = world.syncIo({ signal: stopping.signal, now: () => clock++ * 1000 });
  const report = await watch(
    {
      ...io,
      openSource: () => {
        const source = io.openSource();
        if (!away.has(events.length)) return source;
        return {
          ...source,
          describe: () => Promise.reject(new SourceError("SOURCE_UNREACHABLE", "nobody answers")),
        };
      },
    },
    {
      ...{ deletes: false, full: false, intervalMs: 0 },
      onEvent: (event) => {
        events.push(event);
        const step = steps[events.length - 1];
        if (step === undefined) stopping.abort();
        else step();
      },
    },
  );
  return { events, lag: report.lagSeconds };
}

const toldOf = (event: WatchEvent): unknown =>
  event.kind === "away"
    ? event.kind
    : event.report.tables.flatMap(({ target, inserted, updated, deletable }) =>
        inserted + updated + deletable === 0 ? [] : [{ target, inserted, updated, deletable }],
      );

test("rows change while it watches, and the source is away once -> each round says what came, and the lag grows meanwhile", async () => {
  const { events, lag } = await watched(
    [
      () => void rows.tags.push(row("3", "x", "2")),
      () => {},
      () => {
        rows.tags[0] = row("1", "y", "3");
      },
      () => void rows.tags.splice(1, 1),
      () => {},
    ],
    new Set([2]),
  );
  expect(events.map(toldOf)).toEqual([
    [],
    [{ target: "tags", inserted: 1, updated: 0, deletable: 0 }],
    "away",
    [{ target: "tags", inserted: 0, updated: 1, deletable: 0 }],
    [{ target: "tags", inserted: 0, updated: 0, deletable: 1 }],
    [{ target: "tags", inserted: 0, updated: 0, deletable: 1 }],
  ]);
  expect(lag).toBeGreaterThan(0);
  expect((await world.told()).tags).toMatchObject([{ label: "y" }, { label: "x" }, { label: "x" }]);
});

test("rounds in which nothing changes write nothing, though documents differ from their rows", async () => {
  await watched([]);
  await world.patch("tags", "1", { label: "Mine" });
  rows.tags[0] = row("1", "y", "2");
  await watched([]);
  const before = world.calls.length;
  const { events } = await watched([() => {}, () => {}, () => {}]);
  expect(events).toHaveLength(4);
  const writes = world.calls
    .slice(before)
    .filter((name) => ["begin", "load", "remove", "advance"].includes(name));
  // Once each, to learn whether they are exported.
  expect(writes.sort()).toEqual(["advance", "begin", "load", "remove"]);
});

afterEach(async () => {
  const settled = await world.settled();
  expect(settled.tags?.rows).toBeGreaterThan(1);
});
