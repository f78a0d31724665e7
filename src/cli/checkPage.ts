import type { Checked, CheckedTable } from "../script/check/checkMigration.ts";
import type { Estimate } from "../script/check/estimate.ts";
import type { Finding, Severity } from "../script/check/finding.ts";
import { columns, counted, duration, figure, printable } from "../shared/words.ts";
import type { Printer } from "./printer.ts";

/** `next` is the command to go on with. */
export type CheckPage = Checked & { next: string };

const HEADINGS = [
  ["error", "error", "red"],
  ["warning", "warning", "yellow"],
  ["info", "note", "cyan"],
] as const satisfies [Severity, string, string][];

/** What `check` found, for a person: errors first, each with its fix, then what a run would take, and what to do next. */
export function printCheck(printer: Printer, { findings, estimate, tables, next }: CheckPage): void {
  for (const [severity, word, colour] of HEADINGS) {
    const some = findings.filter((finding) => finding.severity === severity);
    if (some.length === 0) continue;
    printer.out(printer.styled(colour, counted(some.length, word)));
    for (const line of findingLines(some)) printer.out(line);
    printer.out("");
  }
  if (estimate !== null) {
    for (const line of [...tableSizeLines(tables), "", ...estimateLines(estimate), ""]) printer.out(line);
  }
  printer.out(verdict(printer, findings));
  printer.out(`Next: ${next}`);
}

/** A fix that several findings in a row share is told once, after the last of them. */
function findingLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ code, message, fix }, at) => [
    ...indented(message, `  ${code}   `),
    ...(findings[at + 1]?.fix === fix ? [] : indented(fix, "    Fix: ")),
  ]);
}

/** Further lines of a text stand under its first one. */
function indented(text: string, first: string): string[] {
  return text
    .split("\n")
    .map((line, at) => `${at === 0 ? first : " ".repeat(first.length)}${printable(line)}`);
}

const tableSizeLines = (tables: readonly CheckedTable[]): string[] =>
  columns(
    tables.map(({ source, target, found, rows, batches, bytesPerRow }) => [
      printable(source),
      `→ ${printable(target)}`,
      ...(found
        ? [counted(rows, "row"), counted(batches, "batch", "batches"), `${size(rows * bytesPerRow)}`]
        : ["not at the source"]),
    ]),
    [2, 3, 4],
  );

function estimateLines(estimate: Estimate): string[] {
  const { rows, documents, passDocuments, calls, bytes, seconds, deploymentClass, basis } = estimate;
  const passes = passDocuments === 0 ? "" : `, of which passes go through ${figure(passDocuments)} again`;
  return [
    `A run: ${counted(rows, "row")} in ${counted(calls.batches, "batch", "batches")} to ${counted(documents, "document")}${passes}.`,
    `About ${counted(calls.total, "function call")}: ${figure(calls.batches)} load, ${figure(calls.passes)} of passes, ` +
      `${figure(calls.verification)} of the verification, ${figure(calls.around)} around them.`,
    `${size(bytes.sent)} sent; in Convex ${size(bytes.written)} written (${size(bytes.documents)} documents, ` +
      `${size(bytes.indexEntries)} index entries) and ${size(bytes.read)} read.`,
    `About ${duration(seconds.total)} on a deployment of class ${deploymentClass.toUpperCase()}: load ${duration(seconds.load)}, ` +
      `passes ${duration(seconds.passes)}, verification ${duration(seconds.verification)}.`,
    `This is rough: it rests on ${basis}. For another class: --class.`,
  ];
}

function verdict(printer: Printer, findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) {
    return printer.styled("red", `A run would fail or leave rows behind: mend ${counted(errors, "error")}.`);
  }
  return printer.styled("green", "Nothing that is known stands in the way of a run.");
}

const UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** `512 B`, `1.5 MiB`. */
function size(bytes: number): string {
  let value = bytes;
  let unit = "B";
  for (const larger of UNITS) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  return unit === "B" ? `${figure(Math.round(value))} B` : `${value.toFixed(1)} ${unit}`;
}
