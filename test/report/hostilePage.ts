import type { Page } from "../../src/report/page.ts";
import { failedPage, groupOf } from "./pages.ts";

/** One page with the same text in every place that is not ours. */
export function pageNaming(text: string): Page {
  const page = failedPage();
  const { report } = page;
  const skippedFor = [{ reason: text, rows: 3 }];
  return {
    ...page,
    passes: page.passes.map((pass) => ({ ...pass, name: text, table: text, error: text })),
    rejects: {
      groups: [
        groupOf(text, 5, {
          ...{
            source: `${text}a`,
            target: `${text}b`,
            field: text,
            keys: [text],
            reasons: [text],
            advice: text,
          },
          parents: [{ table: text, key: text, kind: undefined, count: 2 }],
        }),
      ],
    },
    report: {
      ...report,
      ...{ runId: text, planHash: text, next: text, versions: { [text]: text } },
      tables: report.tables.map((table) => ({
        ...table,
        source: `${text}a`,
        target: `${text}b`,
        skipped: 3,
        skippedFor,
      })),
      timeline: report.timeline.map((point) => ({ ...point, table: text })),
      verification: {
        ...report.verification,
        checks: [
          { name: text, table: text, subject: text, ok: false, expected: text, actual: text, detail: text },
        ],
        differences: [
          { table: text, key: text, field: text, kind: "value", reason: text, expected: text, actual: text },
        ],
      },
    },
  };
}

/** Names that close what they stand in, load what they name, run, or turn the page round. */
export const HOSTILE = [
  "</style><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "<!--",
  "]]>",
  "&lt;b&gt;&#x202e;",
  "\u202e\u2066gnorw\u0000\u001b[2J\u2028\ufeff",
  "\ud83d",
];
