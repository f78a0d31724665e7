import fc from "fast-check";
import { expect, test } from "vitest";
import { RejectGroups } from "../../src/report/rejectGroups.ts";
import { rejectsLines } from "../../src/cli/rejectsPage.ts";
import { nextOf } from "../../src/cli/rejectsCommand.ts";
import type { Status } from "../../src/shared/status.ts";
import type { ListedReject } from "../../src/shared/reject.ts";

const reject = (changes: Partial<ListedReject>): ListedReject => ({
  ...{ kind: "reject", table: "contactNotes", source: "contact_notes", key: "1" },
  ...{ field: "meta", code: "BAD_KEY", reason: "a key may not start with $" },
  ...changes,
});

const orphan = (key: string, parent: string, parentKind?: ListedReject["kind"]): ListedReject =>
  reject({
    ...{ kind: "orphan", table: "messages", source: "messages", key, field: "conversationId" },
    ...{ code: "PARENT_MISSING", reason: `expected a document of conversations for ${parent}, found none` },
    parent: { table: "conversations", key: parent },
    ...(parentKind === undefined ? {} : { parentKind }),
  });

function linesOf(rejects: ListedReject[], { limit = 20, rows = false } = {}): string[] {
  const groups = new RejectGroups();
  for (const each of rejects) groups.add(each);
  return rejectsLines({ groups: groups.all(), listed: rejects.slice(0, limit), rows });
}

test("nothing -> says so", () => {
  expect(linesOf([])).toEqual(["Nothing of that kind: no row was left out, and no ref."]);
});

test("rejects that are alike but for a position in an array -> one group, then each, then the advice once", () => {
  const lines = linesOf([
    reject({ key: "7", field: "meta[0].$id" }),
    reject({ key: "8", field: "meta[12].$id" }),
    reject({ key: "9", field: "meta[3].$id" }),
    reject({ key: "10", field: "meta[3].$id" }),
  ]);
  expect(lines).toEqual([
    "contact_notes   reject   BAD_KEY   meta[].$id   4 rows   7, 8, 9, …",
    "",
    "reject BAD_KEY   contact_notes   7   meta[0].$id   a key may not start with $",
    "reject BAD_KEY   contact_notes   8   meta[12].$id   a key may not start with $",
    "reject BAD_KEY   contact_notes   9   meta[3].$id   a key may not start with $",
    "reject BAD_KEY   contact_notes   10   meta[3].$id   a key may not start with $",
    "",
    'BAD_KEY: rename the key at the source, or let json("…", { keys: "escape" }) do it, or store the column as JSON text: v.string().',
    "",
    "4 rejects.",
  ]);
});

test("orphans of a parent that is a reject, of an orphan, of nothing known -> below the group, most rows first", () => {
  const lines = linesOf(
    [
      orphan("1", "c9"),
      orphan("2", "c7", "reject"),
      orphan("3", "c7", "reject"),
      orphan("4", "c8", "orphan"),
    ],
    { limit: 0 },
  );
  expect(lines.slice(0, 6)).toEqual([
    "messages   orphan   PARENT_MISSING   conversationId   4 rows   1, 2, 3, …",
    "  2 rows for want of conversations c7, which is a reject itself",
    "  1 row for want of conversations c9",
    "  1 row for want of conversations c8, which is an orphan itself",
    "",
    "… and 4 more: --limit 4 lists all",
  ]);
});

test("more missing parents than are named -> their number", () => {
  const lines = linesOf(Array.from({ length: 5 }, (_, at) => orphan(String(at), `c${at}`)));
  expect(lines[4]).toBe("  … and for want of 2 other parents");
});

test("every kind -> counted by its name", () => {
  const kinds = ["reject", "orphan", "unresolved", "nulled"] as const;
  const lines = linesOf(kinds.map((kind) => reject({ kind })));
  expect(lines.at(-1)).toBe("1 reject, 1 orphan, 1 unresolved ref, 1 ref left out as the mapping asks for.");
});

test("rows asked for -> each below its line, control characters shown", () => {
  const lines = linesOf([reject({ row: '{"a":"\u001b[31m"}' }), reject({ key: "2" })], { rows: true });
  expect(lines.slice(2, 6)).toEqual([
    expect.stringMatching(/^reject BAD_KEY/),
    '  {"a":"\\u001b[31m"}',
    expect.stringMatching(/^reject BAD_KEY/),
    "  (the row is not kept)",
  ]);
});

test("any rows that are not asked for -> no value of them is shown", () => {
  const secret = fc.string({ minLength: 8 }).map((text) => `s3cret-${text}`);
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 30 }), (values) => {
      const rejects = values.map((value, at) => reject({ key: String(at), row: JSON.stringify({ value }) }));
      expect(linesOf(rejects).join("\n")).not.toContain("s3cret-");
    }),
  );
});

test("any number of orphans -> the groups count each once", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 200 }), (pairs) => {
      const groups = new RejectGroups();
      for (const [parent, field] of pairs) {
        groups.add({ ...orphan("1", `c${parent}`), field: `field${field}` });
      }
      const all = groups.all();
      expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(pairs.length);
      for (const { count, parents } of all) {
        expect(parents.reduce((sum, parent) => sum + parent.count, 0)).toBe(count);
      }
    }),
  );
});

test.each([
  ["rows that can be tried again", { retriable: true, outdated: false }, "rejects --retry"],
  ["conflicts and stale documents alone", { retriable: false, outdated: true }, "sync"],
  ["refs without parents, rows without keys", { retriable: false, outdated: false }, "run"],
])("%s in a run that is done -> the command that helps", (_title, found, command) => {
  const status = { run: { state: "done" }, next: "n" } as Pick<Status, "run" | "next">;
  expect(nextOf(status, { rejects: [], incomplete: true, ...found })).toBe(
    `Once they are corrected: npx supabase-to-convex ${command}`,
  );
});
