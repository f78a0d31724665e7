import type { Page } from "../../src/report/page.ts";
import type { Report } from "../../src/script/report.ts";
import type { ReportedTable } from "../../src/script/reportedTable.ts";
import type { TimelinePoint } from "../../src/script/timeline.ts";
import type { Check } from "../../src/script/verifiedTable.ts";
import type { RejectKind } from "../../src/shared/reject.ts";

export type EndedPage = Extract<Page, { kind: "ended" }>;
type Group = EndedPage["rejects"]["groups"][number];

export function tableLine(source: string, rows: number, changes: Partial<ReportedTable> = {}): ReportedTable {
  return {
    ...{ source, target: source, found: true, sourceRows: rows, migrated: rows, inserted: rows },
    ...{
      matched: 0,
      merged: 0,
      skipped: 0,
      rejected: 0,
      orphans: 0,
      skippedFor: [],
      unresolved: 0,
      conflicts: 0,
      stale: 0,
    },
    seconds: rows / 1000,
    ...changes,
  };
}

export const checksOf = (table: string, rows: number, failed: readonly string[] = []): Check[] =>
  ["count", "documents", "doubled", "refs", "sample"].map((name) => {
    const expected = name === "doubled" || name === "refs" ? 0 : rows;
    const ok = !failed.includes(name);
    return { name, table, ok, expected: String(expected), actual: String(ok ? expected : expected + 1) };
  });

export function groupOf(code: string, count: number, changes: Partial<Group> = {}): Group {
  return {
    ...{ kind: "reject" as const, source: "notes", target: "notes", code, field: "body", count },
    ...{ keys: ["1", "2", "3"].slice(0, count), reasons: ["a key may not start with $"], parents: [] },
    advice: "rename the key at the source.",
    ...changes,
  };
}

/** Tables one after the other, ten batches of each, then a pass, then the verification. */
export function timelineOf(tables: readonly ReportedTable[]): TimelinePoint[] {
  const points: TimelinePoint[] = [];
  let seconds = 0;
  let rows = 0;
  for (const { source, sourceRows, seconds: spent } of tables) {
    for (let at = 0; at < 10; at += 1) {
      // Not every batch takes as long.
      seconds += (spent / 10) * (1 + 0.5 * Math.sin(seconds * 7 + at));
      rows += sourceRows / 10;
      points.push({ seconds, rows: Math.round(rows), phase: "load", table: source });
    }
  }
  for (const phase of ["resolve", "verify"] as const) {
    for (const { source, seconds: spent } of tables) {
      seconds += spent / 4;
      points.push({ seconds, rows: Math.round(rows), phase, table: source });
    }
  }
  return points;
}

export function reportOf(tables: readonly ReportedTable[], changes: Partial<Report> = {}): Report {
  return {
    ...{ format: 1 as const, ok: true, complete: true, runId: "k57fa2" },
    ...{
      startedAt: "2026-03-01T20:15:00.000Z",
      finishedAt: "2026-03-01T20:15:04.250Z",
      seconds: 4.25,
      seed: 7,
    },
    planHash: "0123456789abcdef0123456789abcdef",
    versions: { "supabase-to-convex": "0.1.0", node: "24.1.0", convex: "1.48.0" },
    tables: [...tables],
    verification: {
      ...{ ok: true, unmigratedNonOrphans: 0, differences: [], full: false, compared: [] },
      checks: tables.flatMap(({ source, sourceRows }) => checksOf(source, sourceRows)),
    },
    timeline: timelineOf(tables),
    ...{ calls: { functions: 106, retries: 2 }, next: "npx supabase-to-convex verify" },
    ...changes,
  };
}

export const endedPage = (report: Report, changes: Partial<EndedPage> = {}): EndedPage => ({
  ...{ kind: "ended" as const, report, passes: [], rejects: { groups: [] } },
  ...changes,
});

/** Forty tables of different sizes, all of them whole. */
export function completePage(): EndedPage {
  const tables = Array.from({ length: 40 }, (_, at) =>
    tableLine(`table_${at + 1}`, 100 * ((at * 7) % 41), {
      target: at % 3 === 0 ? `renamedTable${at + 1}` : `table_${at + 1}`,
    }),
  );
  const passes = [{ name: "resolveTable1", table: "table_1", state: "done" as const, processed: 700 }];
  return endedPage(reportOf(tables), { passes });
}

const KINDS = [
  "reject",
  "orphan",
  "unresolved",
  "nulled",
  "conflict",
  "stale",
] as const satisfies RejectKind[];

/** Every kind of note, rows that the mapping skips, a table that is left behind and one that is missing. */
export function rejectsPage(): EndedPage {
  const tables = [
    tableLine("contacts", 400),
    tableLine("contact_notes", 180, {
      target: "contactNotes",
      migrated: 170,
      inserted: 170,
      rejected: 6,
      orphans: 4,
    }),
    tableLine("messages", 1900, {
      ...{ migrated: 1500, inserted: 1390, matched: 100, merged: 10, skipped: 400, unresolved: 12 },
      skippedFor: [
        { reason: "spam", rows: 390 },
        { reason: "authorId: its parent does not exist", rows: 10 },
      ],
    }),
    tableLine("logs", 50, {
      target: null,
      migrated: 0,
      inserted: 0,
      skipped: 50,
      skippedFor: [{ reason: "notMigrated", rows: 50 }],
      seconds: 0,
    }),
    tableLine("old_prices", 0, { found: false, seconds: 0 }),
  ];
  const parents = [{ table: "contacts", key: "77", kind: "reject" as const, count: 4 }];
  const groups = KINDS.map((kind, at) =>
    groupOf(kind === "reject" ? "BAD_KEY" : `CODE_OF_${kind.toUpperCase()}`, 3 + at, {
      ...{ kind, source: "contact_notes", target: "contactNotes", field: "attributes.meta[].$id" },
      ...(kind === "orphan" ? { parents } : {}),
    }),
  );
  const report = reportOf(tables, { complete: false, next: "npx supabase-to-convex rejects" });
  return endedPage(report, { rejects: { groups } });
}

/** Checks that fail, documents that differ, and a pass that failed. */
export function failedPage(): EndedPage {
  const tables = [tableLine("contacts", 400), tableLine("messages", 1900)];
  const checks = [
    ...checksOf("contacts", 400, ["sample"]),
    ...checksOf("messages", 1900, ["refs", "sample"]),
  ];
  checks.push({
    ...{
      name: "evenTotals",
      subject: "totalCents",
      table: "messages",
      ok: false,
      expected: "12",
      actual: "11",
    },
    detail: "one cent is missing",
  });
  const differences = ["name", "email", ""].map((field) => ({
    ...{ table: "contacts", key: "d6e1b125-1e72-22b2-fd8c-c86118a1ed6b", field, kind: "value" as const },
    reason: "expected text of 11 characters, found text of 12 characters",
  }));
  const counted = { rows: 400, differences: 8, listed: 3, notFromThisMigration: 2 };
  const compared = [{ table: "contacts", target: "people", ...counted }];
  const report = reportOf(tables, {
    ...{ ok: false, complete: false, next: "npx supabase-to-convex verify --seed 7" },
    verification: {
      ...{ ok: false, unmigratedNonOrphans: 3, checks, differences, full: true, compared },
    },
  });
  const passes = [
    { name: "resolveContacts", table: "contacts", state: "done" as const, processed: 400 },
    {
      name: "resolveMessages",
      table: "messages",
      state: "failed" as const,
      processed: 120,
      error: "Too many reads",
    },
  ];
  return endedPage(report, { passes });
}
