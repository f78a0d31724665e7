import type { Filter } from "../shared/plan.ts";
import type { KeysetFilter } from "./keysetFilter.ts";
import { quotedName, quotedValue } from "./postgrestNames.ts";

/** Gateways before Supabase take request lines of 8 kB and more; the rest is for keys, order and the path. */
const MAX_REQUEST_LENGTH = 6000;
/** What is left for values where the columns alone are as long as that: a few dozen keys. */
const MIN_VALUES_LENGTH = 1500;

/** The rows whose columns hold one of these values each, compared as the columns' own types. */
export const whereFilter = (where: readonly Filter[]): KeysetFilter => ({
  parameters: where.map(({ column, in: values }) => oneOf(column, values)),
  tree: null,
});

/** The rows in which `columns` hold one of these tuples. */
export function matchFilter(
  columns: readonly string[],
  tuples: readonly (readonly string[])[],
): KeysetFilter {
  const [column] = columns;
  if (columns.length === 1 && column !== undefined) {
    return { parameters: [oneOf(column, tuples.flat())], tree: null };
  }
  return { parameters: [], tree: tuples.map((tuple) => allEqual(columns, tuple)).join(",") };
}

/** Tuples in lots that fit into one request beside `rest`, which the request says anyway. */
export function* lotsOf(
  columns: readonly string[],
  tuples: readonly (readonly string[])[],
  rest: string,
): Generator<(readonly string[])[], void> {
  const budget = Math.max(MIN_VALUES_LENGTH, MAX_REQUEST_LENGTH - encodedLength(rest));
  let lot: (readonly string[])[] = [];
  let length = 0;
  for (const tuple of tuples) {
    const more = encodedLength(`${allEqual(columns, tuple)},`);
    if (lot.length > 0 && length + more > budget) {
      yield lot;
      lot = [];
      length = 0;
    }
    lot.push(tuple);
    length += more;
  }
  if (lot.length > 0) yield lot;
}

/** How long a text is in a URL. */
export const encodedLength = (text: string): number => new URLSearchParams([["", text]]).toString().length;

const oneOf = (column: string, values: readonly string[]) => ({
  column: quotedName(column),
  operator: "in",
  value: `(${values.map(quotedValue).join(",")})`,
});

const allEqual = (columns: readonly string[], tuple: readonly string[]): string =>
  `and(${columns.map((column, at) => `${quotedName(column)}.eq.${quotedValue(tuple[at] ?? "")}`).join(",")})`;
