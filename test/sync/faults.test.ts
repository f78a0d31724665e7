import fc from "fast-check";
import { expect, test } from "vitest";
import { DeploymentError } from "../../src/script/deployment.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { blogOf, type Rows } from "./blog.ts";
import { type Fault, Killed } from "./memoryWorld.ts";

const author = (id: string, at = "1"): SourceRow => ({ id, name: `Author ${id} ${at}`, at });
const post = (id: string, author_id: string, at = "1"): SourceRow => ({
  id,
  author_id,
  title: `Post ${at}`,
  at,
});
const tag = (id: string, post_id: string | null, at = "1"): SourceRow => ({
  ...{ id, post_id, label: `Tag ${at}`, hidden: at === "hidden", at: at === "hidden" ? "2" : at },
});

const before = (): Rows => ({
  authors: [author("1"), author("2"), author("3")],
  posts: [post("1", "1"), post("2", "2"), post("3", "3"), post("4", "9")],
  tags: [tag("1", "1"), tag("2", "2"), tag("3", "3"), tag("4", "4"), tag("5", null, "hidden")],
});
/** Inserts, changes, deletions, a row that is skipped now and one that is not any more. */
const after = (): Rows => ({
  authors: [author("1"), author("2", "2"), author("9", "2")],
  posts: [post("1", "1"), post("2", "9", "2"), post("4", "9"), post("5", "1", "2")],
  tags: [
    tag("1", "5", "2"),
    tag("2", "2", "hidden"),
    tag("4", "4"),
    tag("5", null, "2"),
    tag("6", null, "hidden"),
  ],
});

const TOLD_OF = new Set(["begin", "load", "remove", "advance"]);
const fault = fc.constantFrom<Fault>("refused", "sent twice", "killed");
/** The faults of the calls that write, at their place; the syncs between are made until one comes to its end. */
const faults = fc.array(fc.record({ skips: fc.integer({ min: 0, max: 14 }), fault }), {
  minLength: 1,
  maxLength: 4,
});

test.each([undefined, "at"])(
  "calls fail, answers are lost, the script dies at any place (updatedAt: %s) -> the same command again settles all",
  async (updatedAt) => {
    const fresh = blogOf(after(), updatedAt);
    await fresh.run();
    const [wanted, counted] = [await fresh.told(), await fresh.settled()];
    await fc.assert(
      fc.asyncProperty(faults, async (planned) => {
        const rows = before();
        const world = blogOf(rows, updatedAt);
        await world.run();
        Object.assign(rows, after());
        const queue = [...planned];
        let waits = queue[0]?.skips ?? 0;
        world.fault = (name) => {
          const [next] = queue;
          if (next === undefined || !TOLD_OF.has(name)) return undefined;
          waits -= 1;
          if (waits >= 0) return undefined;
          queue.shift();
          waits = queue[0]?.skips ?? 0;
          return next.fault;
        };
        for (let attempt = 0; attempt <= planned.length; attempt += 1) {
          try {
            await world.sync({ deletes: true });
          } catch (error) {
            if (!(error instanceof Killed || error instanceof DeploymentError)) throw error;
          }
        }
        world.fault = () => undefined;
        await world.sync({ deletes: true });
        expect(await world.told()).toEqual(wanted);
        expect(await world.settled()).toEqual(counted);
        expect(await world.failing()).toEqual([]);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  },
);
