import { expect, test } from "vitest";
import { describeScenario } from "../scenario.ts";
import { expectedOf } from "../targetOf.ts";

const expected = expectedOf<{
  mustNotAppear: string[];
  unchanged: { users: Record<string, unknown>[] };
  users: unknown;
}>("visa-cases");
const migrated = describeScenario({
  ...{ name: "visa-cases", seeded: ["users"] },
  finish: { dropLegacyIds: true },
});

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

test("the run is complete", () => {
  expect(migrated().report).toMatchObject({ ok: true, complete: true });
});

test("the figures of the wide table", () => {
  const cases = migrated().stored.cases ?? [];
  const entries = (field: string): number => cases.reduce((sum, each) => sum + listOf(each[field]).length, 0);
  const labels = (field: string): Record<string, number> =>
    Object.fromEntries(
      [...Map.groupBy(cases, (each) => String(each[field]))].map(([label, all]) => [label, all.length]),
    );
  expect({
    rfiEntries: entries("rfiEntries"),
    rfeEntries: entries("rfeEntries"),
    additionalRecruitmentMethods: entries("additionalRecruitmentMethods"),
    casesWithEmptyTags: cases.filter(({ tags }) => listOf(tags).length === 0).length,
    casesWithFormDigest: cases.filter(({ formDigest }) => formDigest !== undefined).length,
    casesDeleted: cases.filter(({ deletedAt }) => deletedAt !== undefined).length,
    caseStatus: labels("caseStatus"),
    priorityLevel: labels("priorityLevel"),
  }).toEqual(expected.figures);
});

test("newcomers that were never in the source are as they were", () => {
  const strangers = (migrated().stored.users ?? []).filter(({ legacyId }) => legacyId === undefined);
  expect(strangers.map(({ _id, _creationTime, ...fields }) => fields)).toEqual(expected.unchanged.users);
});

test("what must not appear appears nowhere in the target", () => {
  const all = JSON.stringify(migrated().stored, (_key, value: unknown) =>
    typeof value === "bigint" || value instanceof ArrayBuffer ? String(value) : value,
  );
  expect(expected.mustNotAppear.filter((text) => all.includes(text))).toEqual([]);
});
