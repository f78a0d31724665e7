import { expect } from "vitest";
import { POINTS_AT_MOST, type TimelinePoint } from "../../src/script/timeline.ts";
import { VERSION } from "../../src/shared/version.ts";

const table = (source: string, target: string, rows: number, rejected = 0) => ({
  source,
  target,
  found: true,
  sourceRows: rows,
  migrated: rows - rejected,
  inserted: rows - rejected,
  matched: 0,
  merged: 0,
  skipped: 0,
  rejected,
  orphans: 0,
  skippedFor: [],
  unresolved: 0,
  conflicts: 0,
  stale: 0,
  seconds: expect.any(Number),
});

const checks = (source: string, rows: number, documents: number) =>
  [
    ["count", rows],
    ["documents", documents],
    ["doubled", 0],
    ["refs", 0],
    ["sample", Math.min(rows, 100)],
  ].map(([name, count]) => ({ name, table: source, ok: true, expected: `${count}`, actual: `${count}` }));

const compared = (source: string, target: string, rows: number) => ({
  ...{ table: source, target, listed: 0, rows: Math.min(rows, 100), differences: 0, notFromThisMigration: 0 },
});

/** It loads, resolves and verifies, and every row has landed at its end. */
const ofAllRows = (points: TimelinePoint[]): boolean =>
  points.length <= POINTS_AT_MOST &&
  points.at(-1)?.rows === 3029 &&
  ["load", "resolve", "verify"].every((phase) => points.some((point) => point.phase === phase));

/** The whole report of a first run of the inbox, in the order of its contract. */
export const INBOX_REPORT = {
  format: 1,
  ok: true,
  complete: false,
  runId: expect.any(String),
  startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  seconds: expect.any(Number),
  seed: 7,
  planHash: expect.stringMatching(/^[0-9a-f]{8,}$/),
  versions: {
    "supabase-to-convex": VERSION,
    node: process.versions.node,
    convex: expect.stringMatching(/^\d+\.\d+\.\d+/),
    "@convex-dev/migrations": expect.stringMatching(/^\d+\.\d+\.\d+/),
  },
  tables: [
    table("workspaces", "workspaces", 5),
    table("workspace_members", "workspaceMembers", 24),
    table("contacts", "contacts", 400),
    table("conversations", "conversations", 520),
    table("messages", "messages", 1900),
    table("contact_notes", "contactNotes", 180, 3),
  ],
  verification: {
    ok: true,
    unmigratedNonOrphans: 0,
    checks: [
      ...checks("workspaces", 5, 5),
      ...checks("workspace_members", 24, 24),
      ...checks("contacts", 400, 400),
      ...checks("conversations", 520, 520),
      ...checks("messages", 1900, 1900),
      ...checks("contact_notes", 180, 177),
    ],
    differences: [],
    full: false,
    compared: [
      compared("workspaces", "workspaces", 5),
      compared("workspace_members", "workspaceMembers", 24),
      compared("contacts", "contacts", 400),
      compared("conversations", "conversations", 520),
      compared("messages", "messages", 1900),
      compared("contact_notes", "contactNotes", 180),
    ],
  },
  timeline: expect.toSatisfy(ofAllRows),
  calls: { functions: expect.any(Number), retries: 0 },
  next: "npx supabase-to-convex rejects",
};

/** The three notes that Convex cannot store, as `status --rejects --json` lists them. */
export const INBOX_REJECTS = [
  ["d6e1b125-1e72-22b2-fd8c-c86118a1ed6b", "attributes.meta[1].$id", "a key may not start with $"],
  ["e941fd2f-ec1d-396e-2a97-279984f7b8f0", "attributes.größe", "a key must be ASCII"],
  ["fe293afa-3537-cfbd-8686-39b72f9fddc1", "attributes.$ref", "a key may not start with $"],
].map(([key, field, reason]) => ({
  kind: "reject",
  table: "contactNotes",
  source: "contact_notes",
  key,
  field,
  code: "BAD_KEY",
  reason,
  advice:
    'rename the key at the source, or let json("…", { keys: "escape" }) do it, or store the column as JSON text: v.string().',
}));
