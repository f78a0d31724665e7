import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { redact } from "../../src/cli/redact.ts";
import { writeReport, writeReportPage } from "../../src/cli/reportFile.ts";
import { endedPage, reportOf, tableLine } from "../report/pages.ts";

// Characters that HTML and JSON write otherwise.
const SECRET = 'key&<"secret">';

test("a secret in a name -> in neither file, however it is escaped there, and both are whole", async () => {
  const dir = mkdtempSync(join(tmpdir(), "report-file-"));
  const report = reportOf([tableLine(`a ${SECRET} b`, 5)], {
    next: `npx supabase-to-convex run --from '${SECRET}'`,
  });
  const redacted = (text: string) => redact(text, [SECRET]);
  const paths = [
    await writeReport(dir, report, redacted),
    await writeReportPage(dir, endedPage(report), redacted),
  ];
  const [json = "", html = ""] = paths.map((path) => readFileSync(path, "utf8"));
  expect(readdirSync(dir)).toEqual(["report.html", "report.json"]);
  expect(JSON.parse(json).tables[0].source).toBe("a [redacted] b");
  expect(html).toContain("<bdi>a [redacted] b</bdi>");
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">.*<\/html>\n$/s);
  expect(json + html).not.toContain("secret");
});
