import { columns, figure } from "../../src/shared/words.ts";
import type { Counts } from "./counts.ts";
import type { Ratio } from "./ratios.ts";
import type { BenchResult } from "./result.ts";

/** A part of the result as a table of text, for a terminal and for the page. */
export type Section = { title: string; note: string; head: string[]; lines: string[][] };

export const sectionsOf = (result: BenchResult): Section[] => [
  ratioSection(result),
  ceilingSection(result.ceiling, "The script's ceiling", "Against a target that answers at once."),
  ceilingSection(result.pack, "The import lane", "From the source into a ZIP on this disk."),
  countSection(result),
  {
    title: "The mapping alone",
    note: "A function of Convex has 1 s of its own time.",
    head: ["columns", "rows/s", "ms for 100 rows"],
    lines: result.mapping.map(({ columns: count, rowsPerSecond, msPerBatch }) => [
      ...[figure(count), figure(Math.round(rowsPerSecond)), msPerBatch.toFixed(1)],
    ]),
  },
  {
    title: "Pacing",
    note: "Against a target that admits so many written bytes a second, with the same settings.",
    head: ["limit in MiB/s", "of it used", "calls", "repeated"],
    lines: result.pacing.map(({ limitMiBps, held, calls, retries }) => [
      ...[figure(limitMiBps), percent(held), figure(calls), figure(retries)],
    ]),
  },
  {
    title: "Growth",
    note: "Microseconds of the processor's time for each row, fixed costs included, against a target that answers at once.",
    head: ["rows", "run", "verify --full", "sync"],
    lines: result.growth.map(({ rows, run, verifyFull, sync }) => [
      ...[figure(rows), run.toFixed(1), verifyFull.toFixed(1), sync.toFixed(1)],
    ]),
  },
];

/** Everything, for a terminal. */
export const linesOf = (result: BenchResult): string[] =>
  sectionsOf(result).flatMap(({ title, note, head, lines }) => [
    ...[title, note],
    ...columns(
      [head, ...lines],
      head.map((_name, at) => at).filter((at) => at > 0),
    ),
    "",
  ]);

const RATIO_NAMES = {
  handWritten: "the script by hand",
  ledger: "ours without the ledger",
  validation: "ours without the checks",
  refs: "ours without refs",
} as const satisfies Record<keyof BenchResult["ratios"], string>;

export const namedRatios = ({ ratios }: Pick<BenchResult, "ratios">): { name: string; ratio: Ratio }[] =>
  (Object.keys(RATIO_NAMES) as (keyof typeof RATIO_NAMES)[]).map((key) => ({
    ...{ name: RATIO_NAMES[key], ratio: ratios[key] },
  }));

function ratioSection(result: BenchResult): Section {
  const { rows, tables, rowBytes, target } = result;
  return {
    title: "Ours over others, in rows per second",
    note: `${figure(rows)} rows of ${figure(rowBytes)} bytes in ${figure(tables)} tables, into ${target}. Above 1 ours is faster.`,
    head: ["ours over", "median", "min", "max"],
    lines: namedRatios(result).map(({ name, ratio: { median, min, max } }) => [
      ...[name, median.toFixed(2), min.toFixed(2), max.toFixed(2)],
    ]),
  };
}

const ceilingSection = (figures: BenchResult["ceiling"], title: string, note: string): Section => ({
  title,
  note,
  head: ["source", "rows", "rows/s", "rows/s of a core", "peak MiB"],
  lines: figures.map(({ source, rows, rowsPerSecond, rowsPerCpuSecond, peakMiB }) => [
    ...[source, figure(rows), figure(Math.round(rowsPerSecond))],
    ...[figure(Math.round(rowsPerCpuSecond)), figure(Math.round(peakMiB))],
  ]),
});

function countSection({ counts }: BenchResult): Section {
  const line = (name: string, count: Counts): string[] => [
    ...[name, figure(count.functionCalls), figure(count.documentsRead), figure(count.indexRanges)],
    ...[figure(count.documentsWritten), figure(count.bytesWritten)],
  ];
  const { ledger } = counts;
  return {
    title: "What 1,000 rows cost a deployment",
    note: `The ledger takes ${figure(ledger.bytesPerBatch)} bytes for a batch of 100 rows, ${percent(ledger.share)} of what is written.`,
    head: ["", "calls", "documents read", "index ranges", "documents written", "bytes written"],
    lines: [
      line("without refs", counts.withoutRefs),
      line("two refs", counts.twoRefs),
      line("two refs left for a pass", counts.waitingForPass),
      line("the pass", counts.pass),
    ],
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
