import fc from "fast-check";
import { expect, test } from "vitest";
import { openIssues } from "../../src/client/gate.ts";
import { nextStep } from "../../src/client/nextStep.ts";
import { ACCEPTABLE } from "../../src/shared/finish.ts";
import type { StatusFacts } from "../../src/shared/status.ts";
import { FULL, factsWith, PASS, SAMPLE } from "./facts.ts";

const VERIFY = "npx supabase-to-convex verify --full";
const REJECTS = "npx supabase-to-convex rejects";

const codes = (facts: StatusFacts): string[] => openIssues(facts, [], "migrations").map(({ code }) => code);

test("everything done and verified -> nothing is open, and the next step is finish", () => {
  expect(openIssues(factsWith(), [], "migrations")).toEqual([]);
  expect(nextStep(factsWith(), "migrations")).toBe("Close the migration: npx supabase-to-convex finish");
});

test.each([
  ["a run that loads", { run: { state: "loading" } }, "RUN_OPEN", "npx supabase-to-convex run"],
  ["a run that resolves", { run: { state: "resolving" } }, "RUN_OPEN", "npx supabase-to-convex run"],
  [
    "a pass that failed",
    { passes: [{ ...PASS, state: "failed", error: "it threw" }] },
    "PASS_FAILED",
    "npx convex run migrations:run",
  ],
  [
    "a pass that was canceled",
    { passes: [{ ...PASS, state: "canceled" }] },
    "PASS_FAILED",
    "npx convex run migrations:run",
  ],
  [
    "a pass that runs",
    { passes: [{ ...PASS, state: "running" }] },
    "PASS_OPEN",
    "npx convex run --watch migrations:status",
  ],
  [
    "a pass that waits",
    { passes: [{ ...PASS, state: "waiting" }] },
    "PASS_OPEN",
    "npx convex run migrations:run",
  ],
  ["another mapping", { run: { planHash: "other" } }, "MAPPING_CHANGED", "npx supabase-to-convex run --new"],
  ["rejects", { table: { rejected: 2 } }, "REJECTS", REJECTS],
  ["unresolved refs", { table: { unresolved: 1 } }, "UNRESOLVED", REJECTS],
  ["conflicts", { table: { conflicts: 1 } }, "CONFLICTS", REJECTS],
  ["stale documents", { table: { stale: 1 } }, "STALE", REJECTS],
  [
    "rows that nobody accounts for",
    { verifications: [{ ...SAMPLE, unmigratedNonOrphans: 3 }, FULL] },
    "UNMIGRATED",
    "npx supabase-to-convex sync",
  ],
  ["no verification", { verifications: [] }, "NOT_VERIFIED", VERIFY],
  ["a sample alone", { verifications: [SAMPLE] }, "NOT_VERIFIED", VERIFY],
  ["a full one that failed", { verifications: [{ ...FULL, ok: false }] }, "VERIFICATION_FAILED", VERIFY],
  [
    "a sample that failed since",
    { verifications: [{ ...SAMPLE, ok: false }, FULL] },
    "VERIFICATION_FAILED",
    VERIFY,
  ],
  [
    "a full one that failed, and a good sample since",
    { verifications: [SAMPLE, { ...FULL, ok: false }] },
    "VERIFICATION_FAILED",
    VERIFY,
  ],
  [
    "rows written since",
    { verifications: [{ ...FULL, outdatedBy: "rows" }] },
    "VERIFICATION_OUTDATED",
    VERIFY,
  ],
  [
    "a pass that ended since",
    { verifications: [{ ...FULL, outdatedBy: "pass" }] },
    "VERIFICATION_OUTDATED",
    VERIFY,
  ],
] as [string, Parameters<typeof factsWith>[0], string, string][])(
  "%s -> that alone is open, with its command",
  (_title, changes, code, next) => {
    const open = openIssues(factsWith(changes), [], "migrations");
    expect(open.map((issue) => ({ code: issue.code, next: issue.next }))).toEqual([{ code, next }]);
    expect(nextStep(factsWith(changes), "migrations")).not.toContain("finish");
  },
);

test("a sample that failed before a full verification that held -> nothing is open", () => {
  expect(codes(factsWith({ verifications: [FULL, { ...SAMPLE, ok: false }] }))).toEqual([]);
});

test("a newer sample, outdated or not -> the full one still counts", () => {
  expect(codes(factsWith({ verifications: [{ ...SAMPLE, outdatedBy: "rows" }, FULL] }))).toEqual([]);
});

test("orphans -> they keep nothing open", () => {
  expect(codes(factsWith({ table: { orphans: 40 } }))).toEqual([]);
});

test("messages name the table, the number and the word that accepts it", () => {
  const open = openIssues(factsWith({ table: { rejected: 2, unresolved: 1 } }), [], "migrations");
  expect(open.map(({ message }) => message)).toEqual([
    "posts: 2 rows rejected. Correct them, or leave them so: --accept rejects.",
    "posts: 1 ref unresolved, whose legacy ids would be deleted. Correct them, or leave them so: --accept unresolved.",
  ]);
});

test("accepting takes away what it names, and nothing else, in any mix", () => {
  const CODE_OF = { rejects: "REJECTS", unresolved: "UNRESOLVED", conflicts: "CONFLICTS", stale: "STALE" };
  const count = fc.nat({ max: 2 });
  fc.assert(
    fc.property(
      fc.record({ rejected: count, unresolved: count, conflicts: count, stale: count }),
      fc.subarray([...ACCEPTABLE]),
      fc.constantFrom<"done" | "loading">("done", "loading"),
      (table, accepted, state) => {
        const facts = factsWith({ table, run: { state } });
        const without = codes(facts);
        const left = openIssues(facts, accepted, "migrations").map(({ code }) => code as string);
        expect(left).toEqual(without.filter((code) => !accepted.some((word) => CODE_OF[word] === code)));
        const counts = { rejects: table.rejected, ...table };
        for (const word of ACCEPTABLE) expect(without.includes(CODE_OF[word])).toBe(counts[word] > 0);
      },
    ),
  );
});
