import { expect, test } from "vitest";
import { HintCache } from "../../src/script/hintCache.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { retryRejects } from "../../src/script/retryRejects.ts";
import { listedSource, tableOf } from "./listedSource.ts";

const TABLE = tableOf("tags", ["name"], ["label"]);

/** A deployment that has noted one reject of `tags`, and a record of the calls that it gets. */
function noted(key: string): { called: string[]; deployment: MigrationIo["deployment"] } {
  const called: string[] = [];
  const call = async (path: string, args: object): Promise<unknown> => {
    called.push(path);
    const page = "kind" in args && args.kind === "reject" ? [{ key }] : [];
    return { page, isDone: true, continueCursor: "" };
  };
  return { called, deployment: { url: "", calls: { functions: 0, retries: 0 }, call: call as never } };
}

test("a row that is found by its key, and has it in other letters -> refused, its note is not taken back", async () => {
  const { called, deployment } = noted("A");
  const source = {
    ...listedSource({ tags: [] }),
    // As Postgres compares citext.
    readMatching: async function* () {
      yield [{ name: "a", label: "L" }];
    },
  };
  const io = { source, deployment, module: "migrations", signal: new AbortController().signal };
  const retry = retryRejects(
    { ...io, report: () => {} } as unknown as MigrationIo,
    { runId: "r", epoch: 2 },
    [TABLE],
    new HintCache([]),
    { kinds: ["reject", "orphan"] },
  );
  await expect(retry).rejects.toMatchObject({
    name: "RunError",
    message: expect.stringContaining("tags: the row with the key a equals one that was not migrated"),
  });
  expect(called).toEqual(["migrations:rejects", "migrations:rejects"]);
});
