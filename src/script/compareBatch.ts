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
    let half = Math.ceil(rows.length / 2);
    while (half < rows.length && rows[half]?.key === rows[half - 1]?.key) half += 1;
    if (!(error instanceof FunctionRefused) || half >= rows.length) throw error;
    const first = await compareBatch(io, args, rows.slice(0, half));
    return joined(first, await compareBatch(io, args, rows.slice(half)));
  }
}

const joined = (a: Comparison, b: Comparison): Comparison => ({
  fates: [...a.fates, ...b.fates],
  differences: [...a.differences, ...b.differences],
  documents: a.documents + b.documents,
  sums: sumFields(a.sums, b.sums),
});
