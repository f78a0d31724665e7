import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import type { Report } from "../../src/script/report.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";
import { type Expected, expectation, type Stored, type StoredDocument, sumOf, tell } from "./expectations.ts";
import { seedTarget } from "./targetBefore.ts";

/** A scenario after its migration. */
export type Migrated = {
  supabase: EmbeddedSupabase;
  world: World;
  report: Report;
  stored: Stored;
  /** The scenario's names of documents that were there before, by id. */
  before: ReadonlyMap<string, string>;
  listed: (kind: ListedReject["kind"]) => Promise<ListedReject[]>;
};

export const expectedOf = <More>(name: string): Expected & More =>
  JSON.parse(readFileSync(new URL(`${name}/expected.json`, import.meta.url), "utf8")) as Expected & More;

/** Migrates a scenario, and holds its report and its documents against its expectations. */
export function describeScenario(name: string, seeded: readonly string[]): () => Migrated {
  const expected = expectedOf<object>(name);
  let migrated: Migrated;
  beforeAll(async () => {
    const sql = readFileSync(new URL(`${name}/source.sql`, import.meta.url), "utf8");
    const supabase = await startSupabase({ sql });
    const world = await startWorld(supabase, fileURLToPath(new URL(`${name}/app`, import.meta.url)));
    const before = await seedTarget(world, supabase, seeded);
    const report = await migrate(world.io());
    const stored = await world.convex.t.run(async ({ db }) => {
      const all: Record<string, StoredDocument[]> = {};
      for (const table of Object.keys(expected.targetAfter)) {
        all[table] = await db.query(table).collect();
      }
      return all;
    });
    const listed: Migrated["listed"] = async (kind) => {
      const args = { kind, cursor: null, limit: 100 };
      return (await world.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args)).page;
    };
    migrated = { supabase, world, report, stored, before, listed };
  }, 120_000);
  afterAll(async () => {
    await migrated?.world.stop();
    await migrated?.supabase.stop();
  });

  test("the report tells every source table as expected", () => {
    const told = migrated.report.tables.map(
      ({ source, target, found, sourceRows, unresolved, seconds, skippedFor, ...counts }) => [
        `${source} -> ${target}`,
        { target, found, rows: sourceRows, ...counts },
      ],
    );
    const wanted = Object.entries(expected.tables).map(
      ([source, { alsoFeeds: _also, note: _note, ...counts }]) => [`${source} -> ${counts.target}`, counts],
    );
    expect(Object.fromEntries(told)).toMatchObject(Object.fromEntries(wanted));
    expect(migrated.report.verification).toMatchObject({
      ok: true,
      unmigratedNonOrphans: 0,
      differences: [],
    });
  });

  test("the target holds as many documents as expected", () => {
    expect(
      Object.fromEntries(Object.entries(migrated.stored).map(([table, all]) => [table, all.length])),
    ).toEqual(expected.targetAfter);
  });

  const special = Object.entries(expected.special).flatMap(([source, rows]) =>
    Object.entries(rows).map(([key, row]) => [`${source}: ${row.why}`, { key, ...row }] as const),
  );
  test.each(special)("%s", (_title, { key, target, doc }) => {
    const { field: legacyField } = expected.legacyId[target] ?? expected.legacyId.default;
    const found = (migrated.stored[target] ?? []).filter((document) => document[legacyField] === key);
    const told = found.map((document) =>
      Object.fromEntries(
        Object.entries(doc).map(([field, likeness]) => [
          field,
          tell(document[field], likeness, migrated.stored, expected.legacyId.default.field, migrated.before),
        ]),
      ),
    );
    expect(told).toEqual([
      Object.fromEntries(Object.entries(doc).map(([field, likeness]) => [field, expectation(likeness)])),
    ]);
  });

  test.each(Object.values(expected.sums))(
    "the sum of $target is exact",
    ({ target, sum, nonNull, targetSum }) => {
      const [table = "", field = ""] = target.split(".");
      const told = sumOf(migrated.stored[table] ?? [], field);
      expect(told.sum).toBe(targetSum ?? sum);
      // A default fills what was NULL at the source.
      expect(told.nonNull).toBeGreaterThanOrEqual(nonNull);
    },
  );

  return () => migrated;
}
