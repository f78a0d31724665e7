import { afterAll, beforeAll, expect, test } from "vitest";
import { checkMigration } from "../../src/script/check/checkMigration.ts";
import type { Finding } from "../../src/script/check/finding.ts";
import type { Report } from "../../src/script/report.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import { migrate } from "../pipeline/world.ts";
import { comparable, documentsOf, expectation, sumOf, type Target, tell } from "./expectations.ts";
import { finishScenario, type LastSteps } from "./finishedScenario.ts";
import {
  type Given,
  openScenario,
  type Scenario,
  SOURCES,
  scriptsOf,
  type SourceKind,
} from "./openScenario.ts";
import { compareLanes } from "./lanes.ts";
import { expectedOf, targetOf } from "./targetOf.ts";

/** A scenario after its migration. */
export type Migrated = Given & {
  /** What `check` found beforehand. */
  findings: Finding[];
  report: Report;
  target: Target;
  stored: Target["stored"];
  listed: (kind: ListedReject["kind"]) => Promise<ListedReject[]>;
};

export type Walked = Scenario & {
  /** How it is migrated over the REST API; by `run` unless told. What is written meanwhile it writes itself. */
  walk?: (given: Given) => Promise<Report>;
  /** What its owner has finish do, from Postgres. */
  finish?: Pick<LastSteps, "accept" | "dropLegacyIds">;
  /** Fields that differ from one run to the next, such as `orders.migratedAt`. */
  fickle?: readonly string[];
};

/**
 * Migrates a scenario over the REST API, and holds its report and its documents against its expectations; then from every
 * other source, which must end in the same documents.
 */
export function describeScenario(scenario: Walked): () => Migrated {
  const { name, walk = ({ io }: Given) => migrate(io()) } = scenario;
  const expected = expectedOf<object>(name);
  let migrated: Migrated;
  beforeAll(async () => {
    const [first, window = ""] = scriptsOf(name);
    migrated = await migratedFrom(scenario, "the REST API", scenario.walk ? [first] : [first, window], walk);
  }, 240_000);
  afterAll(async () => {
    await migrated?.stop();
  });

  test("check beforehand -> no error", () => {
    expect(migrated.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("the report tells every source table as expected", () => {
    const wanted = Object.entries(expected.tables).map(
      ([source, { alsoFeeds: _also, note: _note, ...counts }]) => [`${source} -> ${counts.target}`, counts],
    );
    expect(toldTables(migrated.report)).toMatchObject(Object.fromEntries(wanted));
    expect(migrated.report.verification).toMatchObject({
      ok: true,
      unmigratedNonOrphans: 0,
      differences: [],
    });
  });

  test("verify --full -> every row is equal to its document or accounted for, and no document is extra", async () => {
    const full = { keep: async () => {} };
    const { report } = await verifyLatest(migrated.io(), { seed: 1, full });
    const { checks, differences, unmigratedNonOrphans } = report.verification;
    expect({ failed: checks.filter(({ ok }) => !ok), differences, unmigratedNonOrphans }).toEqual({
      ...{ failed: [], differences: [], unmigratedNonOrphans: 0 },
    });
  }, 240_000);

  test("the target holds as many documents as expected", () => {
    expect(
      Object.fromEntries(Object.entries(migrated.stored).map(([table, all]) => [table, all.length])),
    ).toEqual(expected.targetAfter);
  });

  const special = Object.entries(expected.special).flatMap(([source, rows]) =>
    Object.entries(rows).map(([key, row]) => [`${source}: ${row.why}`, { key, ...row }] as const),
  );
  test.each(special)("%s", (_title, { key, target, doc }) => {
    const told = documentsOf(migrated.target, target, key).map((document) =>
      Object.fromEntries(
        Object.entries(doc).map(([field, likeness]) => [
          field,
          tell(document[field], likeness, migrated.target),
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

  const others = SOURCES.filter((kind) => kind !== "the REST API");
  test.each(others)(
    "from %s -> the same documents and the same counts; from Postgres by either lane, and as far as finish",
    { timeout: 240_000 },
    async (kind) => {
      const other = await migratedFrom(scenario, kind, scriptsOf(name) as string[], ({ io }) =>
        migrate(io()),
      );
      try {
        const { fickle = [] } = scenario;
        expect(comparable(other.target, fickle)).toEqual(comparable(migrated.target, fickle));
        expect(toldTables(other.report)).toEqual(toldTables(migrated.report));
        expect(other.report.verification.ok).toBe(true);
        if (kind !== "Postgres") return;
        await compareLanes(scenario, other);
        const stored = async (): Promise<Target["stored"]> => (await targetOf(scenario, other)).stored;
        await finishScenario({ io: other.io, stored, ...scenario.finish });
      } finally {
        await other.stop();
      }
    },
  );

  return () => migrated;
}

const toldTables = ({ tables }: Report): Record<string, unknown> =>
  Object.fromEntries(
    tables.map(
      ({ source, target, found, sourceRows, unresolved: _u, seconds: _s, skippedFor: _f, ...counts }) => [
        `${source} -> ${target}`,
        { target, found, rows: sourceRows, ...counts },
      ],
    ),
  );

/** Migrates a scenario whose source has run these scripts; whoever asks for it stops it. */
export async function migratedFrom(
  scenario: Scenario,
  kind: SourceKind,
  sql: string[],
  walk: (given: Given) => Promise<Report>,
): Promise<Migrated> {
  const given = await openScenario(scenario, kind, sql);
  const { encryptionKey } = scenario;
  const { findings } = await checkMigration(given.io(), { scan: false, advice: () => "", encryptionKey });
  const report = await walk(given);
  const target = await targetOf(scenario, given);
  const listed: Migrated["listed"] = async (kind) => {
    const args = { kind, cursor: null, limit: 100 };
    return (await given.io().deployment.call<{ page: ListedReject[] }>("migrations:rejects", args)).page;
  };
  return { ...given, findings, report, target, stored: target.stored, listed };
}
