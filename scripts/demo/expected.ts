import type { Report } from "../../src/script/report.ts";

export type RejectedField = { kind: string; table: string; field?: string };

/** The notes of inbox.sql whose jsonb Convex does not store. */
const REJECTED = [
  "reject contactNotes attributes.$ref",
  "reject contactNotes attributes.größe",
  "reject contactNotes attributes.meta[1].$id",
];
const ROWS = 3029;

/** In what the outcome differs from three rejected notes and every other row in its place. */
export function differencesFromExpected(report: Report, rejects: readonly RejectedField[]): string[] {
  const sum = (count: (table: Report["tables"][number]) => number): number =>
    report.tables.reduce((total, table) => total + count(table), 0);
  const found = rejects.map(({ kind, table, field }) => `${kind} ${table} ${field ?? ""}`).sort();
  const compared = [
    { what: "ok", expected: true, actual: report.ok },
    { what: "rows", expected: ROWS, actual: sum(({ sourceRows }) => sourceRows) },
    { what: "migrated", expected: ROWS - REJECTED.length, actual: sum(({ migrated }) => migrated) },
    { what: "rejected", expected: REJECTED.length, actual: sum(({ rejected }) => rejected) },
    { what: "orphans", expected: 0, actual: sum(({ orphans }) => orphans) },
    { what: "unresolved", expected: 0, actual: sum(({ unresolved }) => unresolved) },
    { what: "not migrated", expected: REJECTED.join(", "), actual: found.join(", ") },
  ];
  return compared
    .filter(({ expected, actual }) => expected !== actual)
    .map(({ what, expected, actual }) => `${what}: expected ${expected}, found ${actual}`);
}
