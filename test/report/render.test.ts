import { expect, test } from "vitest";
import { adviceFor } from "../../src/cli/advice.ts";
import type { Page } from "../../src/report/page.ts";
import { renderPage } from "../../src/report/render.ts";
import { NOTHING_TOLD } from "../../src/report/soFar.ts";
import {
  checksOf,
  completePage,
  endedPage,
  failedPage,
  groupOf,
  rejectsPage,
  reportOf,
  tableLine,
} from "./pages.ts";
import { textOf } from "./pageText.ts";

test("a complete run -> verdict, numbers and next command come first, then tables, throughput, verification, facts", () => {
  const text = textOf(renderPage(completePage()));
  const order = [
    "✓ Complete 78,600 of 78,600 rows of 40 tables are in Convex. All 200 checks hold (seed 7).",
    "Next: npx supabase-to-convex verify",
    "Source → to target",
    "table_2 100 % 700 700 0.7 s",
    "All of 40 tables 100 % 78,600 78,600",
    "Every migrated row was inserted.",
    "Throughput",
    "78,600 rows landed",
    "resolveTable1 table_1 700 ✓ done",
    "200 of 200 checks hold",
    "count rows accounted for 40 of 40 ✓ holds",
    "Plan hash 0123456789abcdef0123456789abcdef",
    "Function calls 106, 2 of them repeated supabase-to-convex 0.1.0 node 24.1.0 convex 1.48.0",
  ];
  const places = order.map((part) => [part, text.indexOf(part)] as const);
  expect(places.filter(([, at]) => at === -1)).toEqual([]);
  expect(places.map(([, at]) => at)).toEqual(places.map(([, at]) => at).toSorted((a, b) => a - b));
});

test("rows that were left out -> each kind in words, with advice, keys and missing parents", () => {
  const text = textOf(renderPage(rejectsPage()));
  expect(text).toContain("! Verified, but not complete 2,070 of 2,530 rows of 5 tables are in Convex");
  expect(text).toContain(
    "450 skipped as the mapping asks for; 6 rejected; 4 orphaned; 12 refs without their parents.",
  );
  expect(text).toContain("390: spam, 10: authorId: its parent does not exist");
  expect(text).toContain("logs left behind");
  expect(text).toContain("old_prices not at the source no rows");
  const words = [
    "3 rows rejected.",
    "4 rows orphaned. A key may not start with $. For want of contacts 77 (4 times). Keys: 1 , 2 , 3 , …",
    "5 rows with a ref that was not resolved.",
    "7 rows changed on both sides; Convex's document is kept.",
    "8 rows whose newest version does not fit; the document has an older one.",
    "6 rows without a ref, as the mapping asks for.",
  ].map((part) => text.indexOf(part));
  expect(words).toEqual(words.toSorted((a, b) => a - b));
  expect(words[0]).toBeGreaterThan(text.indexOf("BAD_KEY : 3 times Rename the key at the source."));
});

test("a failed verification -> the failed checks beside the verdict, and every difference", () => {
  const text = textOf(renderPage(failedPage()));
  expect(text).toContain(
    "✗ Not verified 2,300 of 2,300 rows of 2 tables are in Convex. 4 of 11 checks failed (every row)",
  );
  expect(text).toContain(
    "contacts : rows of the sample that are equal to their documents: expected 400, found 401",
  );
  expect(text).toContain("and 1 more Next: npx supabase-to-convex verify --seed 7");
  expect(text).toContain("messages evenTotals (totalCents) one cent is missing 12 11 ✗ fails");
  expect(text).toContain("d6e1b125-1e72-22b2-fd8c-c86118a1ed6b email expected text of 11 characters");
  expect(text).toContain("… and 5 differences beyond those that are listed.");
  expect(text).toContain("2 documents of the app's own beside the migrated ones: people 2.");
  expect(text).toContain(
    "Every row was compared with its document, and the verification as a whole ✗ fails : 7 of 11 checks hold",
  );
  expect(text).toContain("resolveMessages messages 120 ✗ failed: Too many reads");
});

test("values were asked for -> a difference shows them; otherwise there are none", () => {
  const shown = failedPage();
  const { verification } = shown.report;
  verification.differences = verification.differences.map((each) => ({
    ...each,
    expected: '"a"',
    actual: '"b"',
  }));
  expect(textOf(renderPage(shown))).toContain('expected "a", found "b"');
  expect(textOf(renderPage(failedPage()))).not.toContain('found "');
});

test("a run without tables -> a page that says so", () => {
  const text = textOf(renderPage(endedPage(reportOf([], { next: "npx supabase-to-convex status" }))));
  expect(text).toContain("0 of 0 rows of 0 tables are in Convex.");
  expect(text).toContain("No table yet.");
  expect(text).not.toContain("NaN");
});

test("a verification that loaded nothing -> no picture of rates, but where the time went", () => {
  const report = reportOf([tableLine("contacts", 400)]);
  const timeline = [{ seconds: 2, rows: 0, phase: "verify" as const, table: "contacts" }];
  const html = renderPage(endedPage({ ...report, timeline }));
  expect(html).not.toContain('class="rate"');
  expect(textOf(html)).toContain("No row was loaded by this command: verifying 2.0 s.");
});

test.each<[string, Page, string, boolean]>([
  [
    "runs",
    {
      kind: "running",
      refreshSeconds: 2,
      soFar: { ...NOTHING_TOLD, startedAt: "", seconds: 3, versions: {}, timeline: [] },
    },
    "… Running For 3.0 s now.",
    true,
  ],
  [
    "was stopped",
    {
      kind: "stopped",
      message: "No <key>.",
      soFar: { ...NOTHING_TOLD, startedAt: "", seconds: 3, versions: {}, timeline: [] },
    },
    "✗ Stopped No <key>.",
    false,
  ],
  ["has ended", completePage(), "✓ Complete", false],
])(
  "a command that %s -> it says so, and renews itself only while it runs",
  (_title, page, words, refreshes) => {
    const html = renderPage(page);
    expect(textOf(html)).toContain(words);
    expect(html.includes('http-equiv="refresh"')).toBe(refreshes);
  },
);

test("a verification that goes on -> how far each table is, and nothing of rows that it does not load", () => {
  const verification = [
    { table: "contacts", compared: { rows: 400, total: 400 }, documents: 400, ok: true },
    { table: "messages", compared: { rows: 300, total: 1900 }, documents: 0 },
    { table: "notes", documents: 7, ok: false },
  ];
  const soFar = { ...NOTHING_TOLD, verification, startedAt: "", seconds: 3, versions: {}, timeline: [] };
  const text = textOf(renderPage({ kind: "running", refreshSeconds: 2, soFar }));
  expect(text).toContain(
    "contacts 400 of 400 400 ✓ holds messages 300 of 1,900 0 … notes a sample 7 ✗ fails",
  );
  expect(text).not.toContain("are in Convex");
  expect(text).not.toContain("No table yet");
});

test("200 tables and thousands of rejects -> a small page whose lists are cut, and say so", () => {
  const tables = Array.from({ length: 200 }, (_, at) => tableLine(`table_${at}`, 50));
  const groups = Array.from({ length: 3000 }, (_, at) =>
    groupOf(`CODE_${at % 60}`, 5, { source: `table_${at % 200}`, target: `table_${at % 200}` }),
  );
  const report = reportOf(tables);
  report.verification.differences = Array.from({ length: 2500 }, (_, at) => ({
    ...{ table: "table_1", key: String(at), field: "name", kind: "value" as const, reason: "differs" },
  }));
  report.verification.checks = tables.flatMap(({ source }) => checksOf(source, 50, ["sample", "count"]));
  const html = renderPage(endedPage(report, { rejects: { groups, cutAt: 2000 } }));
  const text = textOf(html);
  expect(html.length).toBeLessThan(1_200_000);
  for (const line of [
    "Counted here are the first 2,000 of each kind; all of them: npx supabase-to-convex rejects .",
    "… and 25 more lines: see npx supabase-to-convex rejects .",
    "… and 20 more reasons: see npx supabase-to-convex rejects .",
    "… and 300 more checks: see report.json .",
    "… and 2,300 more differences: see report.json .",
    "and 397 more",
  ]) {
    expect(text).toContain(line);
  }
});

test("a check that is not known here -> it goes by its own name", () => {
  const report = reportOf([tableLine("contacts", 1)]);
  report.verification.checks = [
    { name: "moonPhase", table: "contacts", ok: true, expected: "full", actual: "full" },
  ];
  expect(textOf(renderPage(endedPage(report)))).toContain("contacts moonPhase full full ✓ holds");
});

test("the advice of every code -> begins with a capital, and ends as a sentence", () => {
  const text = textOf(
    renderPage(
      endedPage(reportOf([]), {
        rejects: { groups: [groupOf("BAD_KEY", 1, { advice: adviceFor("BAD_KEY") })] },
      }),
    ),
  );
  expect(text).toContain(
    'BAD_KEY : 1 time Rename the key at the source, or let json("…", { keys: "escape" }) do it',
  );
});

test("the same page twice -> the same text", () => {
  expect(renderPage(rejectsPage())).toBe(renderPage(rejectsPage()));
});
