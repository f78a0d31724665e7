import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createPrinter } from "../../src/cli/printer.ts";
import { printResult } from "../../src/cli/resultPage.ts";
import type { ReportedDifference } from "../../src/script/report.ts";
import { reportOf, tableLine } from "../report/pages.ts";

const REASON = "expected the value of its row, found another";

const differing = (table: string, field: string, keys: number): ReportedDifference[] =>
  Array.from({ length: keys }, (_each, at) => {
    return { table, key: String(at + 1), field, kind: "value", reason: REASON };
  });

function printed(differences: readonly ReportedDifference[]): string[] {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(String(chunk).trimEnd());
      done();
    },
  }) as NodeJS.WriteStream;
  const report = reportOf([tableLine("contacts", 500), tableLine("webinars", 0, { found: false })]);
  printResult(createPrinter({ stdout: stream, stderr: stream }), {
    report: { ...report, verification: { ...report.verification, differences: [...differences] } },
    ...{ passes: [], rejects: { shown: [], more: 0 }, path: "report.html" },
    ...{ seconds: 1, did: "verified" },
  });
  return lines;
}

test("a field that differs in 200 rows, another in four -> the first of each, and how many more are like them", () => {
  const lines = printed([...differing("contacts", "name", 200), ...differing("contacts", "email", 4)]);
  expect(lines.filter((line) => /name|email/.test(line))).toEqual([
    ...["1", "2", "3"].map((key) => `contacts ${key} name: ${REASON}`),
    "contacts name: 197 more like these in report.json.",
    ...["1", "2", "3", "4"].map((key) => `contacts ${key} email: ${REASON}`),
  ]);
});

test("sixty fields that differ -> as many lines as fit, and how many more there are", () => {
  const fields = Array.from({ length: 60 }, (_each, at) => `field${at}`);
  const lines = printed(fields.flatMap((field) => differing("contacts", field, 3)));
  expect(lines.filter((line) => line.startsWith("contacts ") && line.includes("field"))).toHaveLength(100);
  expect(lines).toContain("80 more lines of differences: see report.json.");
});

test("a table that the source does not have -> not counted among those that were verified", () => {
  expect(printed([])).toContain("Verified 500 of 500 rows of 1 table in 1.0 s. Report: report.html");
});
