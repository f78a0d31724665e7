import { isRefusal } from "./deployment.ts";

/** Positions of a batch's documents, from (included) to (excluded). */
export type Part = { from: number; to: number };

/**
 * Calls for a whole batch, and where Convex refuses that for its size, its time or its memory, for its halves, one after
 * the other.
 *
 * @throws what the call threw for a single document.
 */
export async function inParts<Answer>(
  { from, to }: Part,
  call: (part: Part) => Promise<Answer>,
): Promise<Answer[]> {
  try {
    return [await call({ from, to })];
  } catch (error) {
    if (!isRefusal(error) || to - from <= 1) throw error;
    const middle = Math.ceil((from + to) / 2);
    const first = await inParts({ from, to: middle }, call);
    return [...first, ...(await inParts({ from: middle, to }, call))];
  }
}
