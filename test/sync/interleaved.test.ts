import fc from "fast-check";
import { expect, test } from "vitest";
import { MigrationError } from "../../src/script/deployment.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import { blogOf, type Rows } from "./blog.ts";
import { apply, id, type RowChange, rowChange, rowsIn, startRows } from "./history.ts";
import type { MemoryWorld } from "./memoryWorld.ts";

type Script = "sync" | "sync --delete" | "rejects --retry";
type InApp = { kind: "patch" | "delete"; table: keyof Rows; id: string };
/** Another terminal, at work before one of the calls that a script makes. */
type Meanwhile = { call: number; changes: RowChange[]; script: Script | null };
type Step = { changes: RowChange[]; inApp: InApp[]; script: Script; meanwhile: Meanwhile | null };

const script = fc.constantFrom<Script>("sync", "sync --delete", "rejects --retry");
const inApp = fc.record<InApp>({
  kind: fc.constantFrom("patch", "delete"),
  table: fc.constantFrom("authors", "posts", "tags"),
  id,
});

const step = (how: { twins: boolean; app: boolean }): fc.Arbitrary<Step> =>
  fc.record<Step>({
    changes: fc.array(rowChange(how), { maxLength: 5 }),
    inApp: how.app ? fc.array(inApp, { maxLength: 1 }) : fc.constant([]),
    script,
    meanwhile: fc.option(
      fc.record<Meanwhile>({
        call: fc.nat({ max: 25 }),
        changes: fc.array(rowChange(how), { maxLength: 3 }),
        script: fc.option(script),
      }),
    ),
  });

const TEXT = { authors: "name", posts: "title", tags: "label" };

/** @returns Whether there was such a document. */
async function touch(world: MemoryWorld, { kind, table, id: key }: InApp): Promise<boolean> {
  const found = await world.documentOf(table, key);
  if (found === undefined) return false;
  if (kind === "delete") await world.target.remove(table, found);
  else await world.target.patch(table, found, { [TEXT[table]]: "changed in Convex" });
  return true;
}

/** One that another has taken the run from stops, and says so. */
async function runScript(world: MemoryWorld, name: Script): Promise<void> {
  try {
    if (name === "rejects --retry") await world.run({ retry: { kinds: ["reject", "orphan"] } });
    else await world.sync({ deletes: name === "sync --delete" });
  } catch (error) {
    if (!(error instanceof MigrationError && error.data.code === "STALE_EPOCH")) throw error;
  }
}

/** How many rejects and orphans the run counts, and how many it has notes of. */
async function expectNotesCounted(world: MemoryWorld, tables: readonly string[]): Promise<void> {
  const settled = (await world.settled()) as Record<string, Record<string, number>>;
  for (const [kind, counted] of [
    ["reject", "rejected"],
    ["orphan", "orphans"],
  ] as const) {
    const args = { kind, cursor: null, limit: 100 };
    const { page } = (await world.target.query("rejects", args)) as { page: ListedReject[] };
    const noted = tables.map((table) => page.filter((each) => each.table === table).length);
    expect({ [kind]: noted }).toEqual({ [kind]: tables.map((table) => settled[table]?.[counted]) });
  }
}

const put = (table: keyof Rows, row: RowChange["row"]): RowChange => ({ kind: "put", table, row });
const twin = (table: keyof Rows, row: RowChange["row"]): RowChange => ({ kind: "twin", table, row });
const gone = (table: keyof Rows, key: string): RowChange => ({ kind: "gone", table, row: { id: key } });
const then = (name: Script, changes: RowChange[] = [], more: Partial<Step> = {}): Step => ({
  ...{ changes, inApp: [], script: name, meanwhile: null },
  ...more,
});

const unfit = { id: "1", author_id: "1", title: null };
const examples: [Step[]][] = [
  // A second script brings in the row that the first has found to be new.
  [
    [
      then("sync", [put("authors", { id: "4", name: "x" })], {
        meanwhile: { call: 24, changes: [], script: "sync" },
      }),
    ],
  ],
  // A retry comes across a row that is skipped now, and has its document; its parent was missing.
  [
    [
      then("sync", [put("tags", { id: "5", post_id: "6", label: "x", hidden: false })]),
      then("sync", [put("tags", { id: "5", post_id: "6", label: "x", hidden: true })]),
      then("rejects --retry"),
    ],
  ],
  // A retry finds the row gone of a document that it has to leave.
  [[then("sync --delete", [gone("posts", "2")]), then("sync", [gone("tags", "2")]), then("rejects --retry")]],
  // A twin beside a row that is skipped, and beside one that has its document and does not fit any more.
  [
    [
      then("sync", [twin("tags", { id: "4", post_id: null, label: "y", hidden: false })]),
      then("rejects --retry"),
    ],
  ],
  [[then("sync", [twin("posts", unfit)]), then("sync", [put("posts", unfit)]), then("rejects --retry")]],
  // Row and document are deleted, each by its own users.
  [[then("sync", [gone("authors", "1")], { inApp: [{ kind: "delete", table: "authors", id: "1" }] })]],
  // A retry finds a row whose ref was left out, and whose document is deleted.
  [
    [
      then("sync --delete", [gone("posts", "3")]),
      then("rejects --retry", [], { inApp: [{ kind: "delete", table: "tags", id: "3" }] }),
    ],
  ],
  // Its document is deleted, and the row skipped.
  [
    [
      then("sync", [put("tags", { id: "3", post_id: null, label: "x", hidden: true })], {
        inApp: [{ kind: "delete", table: "tags", id: "3" }],
      }),
    ],
  ],
];

test.each([
  { title: "keys that stand more than once, another script", updatedAt: undefined, twins: true, app: false },
  { title: "the same, changed rows alone are read", updatedAt: "at", twins: true, app: false },
  { title: "the app at work, another script", updatedAt: undefined, twins: false, app: true },
  { title: "the same, changed rows alone are read", updatedAt: "at", twins: false, app: true },
])("$title -> every row is settled once, and every note counted", async ({ updatedAt, ...how }) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(how), { minLength: 1, maxLength: 4 }), async (steps) => {
      const rows = startRows();
      const world = blogOf(rows, updatedAt);
      await world.run();
      let clock = 1;
      let isTouched = false;
      for (const { changes, inApp: deeds, script: name, meanwhile } of steps) {
        apply(rows, changes, ++clock);
        for (const each of deeds) isTouched = (await touch(world, each)) || isTouched;
        let left = meanwhile?.call ?? -1;
        world.beforeCall = async () => {
          if (meanwhile === null || left-- !== 0) return;
          apply(rows, meanwhile.changes, ++clock);
          if (meanwhile.script !== null) await runScript(world, meanwhile.script);
        };
        await runScript(world, name);
        world.beforeCall = async () => {};
      }
      await world.sync({ deletes: true });
      await world.sync({ deletes: true, full: true });
      const last = await world.sync({ deletes: true, full: true });

      const settled = await world.settled();
      const kept = new Map(
        last.tables.map(({ target, gone: all }) => [
          target,
          all.filter(({ why }) => why !== "skipped").length,
        ]),
      );
      expect(
        Object.fromEntries(
          Object.entries(settled).map(([table, { rows: all }]) => [table, all - (kept.get(table) ?? 0)]),
        ),
      ).toEqual(rowsIn(rows));
      await expectNotesCounted(world, Object.keys(rows));
      const told = await world.told();
      for (const documents of Object.values(told) as { legacyId: string }[][]) {
        const keys = documents.map(({ legacyId }) => legacyId);
        expect(keys).toEqual([...new Set(keys)]);
      }
      expect(last.tables.map(({ inserted, updated, deleted }) => inserted + updated + deleted)).toEqual([
        0, 0, 0,
      ]);
      if (isTouched || last.tables.some(({ stale, conflicts }) => stale + conflicts > 0)) return;
      expect(await world.failing()).toEqual([]);
      if (how.twins) return;
      const fresh = blogOf(rows, updatedAt);
      await fresh.run();
      expect(told).toEqual(await fresh.told());
      expect(settled).toEqual(await fresh.settled());
    }),
    // Another seed and more runs look further, and take longer than anybody waits for each time.
    { examples, seed: 1, numRuns: examples.length + 4, endOnFailure: true },
  );
});
