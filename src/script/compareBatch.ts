import type { CompareArgs, Comparison } from "../shared/verification.ts";
import { FunctionRefused } from "./deployment.ts";
import { sumFields } from "./fieldSums.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** Rows as JSON text, those of one key side by side. */
export type RowText = { key: string; text: string };

/** Has Convex compare rows. What is more than one query may read is halved; rows of one key stay together. */
export async function compareBatch(
  io: Pick<MigrationIo, "deployment" | "module">,
  args: Omit<CompareArgs, "rows">,
  rows: readonly RowText[],
): Promise<Comparison> {
  try {
    const texts = rows.map(({ text }) => text);
    return await io.deployment.call<Comparison>(`${io.module}:compare`, { ...args, rows: texts });
  } catch (error) {
    const half = middleOf(rows);
    if (!(error instanceof FunctionRefused) || half === undefined) throw error;
    const first = await compareBatch(io, args, rows.slice(0, half));
    return joined(first, await compareBatch(io, args, rows.slice(half)));
  }
}

/** The place nearest to the middle at which one key ends and another begins. */
function middleOf(rows: readonly RowText[]): number | undefined {
  const middle = rows.length / 2;
  const borders = rows.flatMap(({ key }, at) => (at > 0 && key !== rows[at - 1]?.key ? [at] : []));
  return borders.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
}

const joined = (a: Comparison, b: Comparison): Comparison => ({
  fates: [...a.fates, ...b.fates],
  differences: [...a.differences, ...b.differences],
  documents: a.documents + b.documents,
  sums: sumFields(a.sums, b.sums),
});
