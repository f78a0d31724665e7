import { quotedName, quotedValue } from "./postgrestNames.ts";

/** A point in a table's key order: the key's columns as text, and whether the rows of that key are meant too. */
export type KeyBound = { parts: readonly string[]; inclusive: boolean };

/** One PostgREST condition, as a parameter of its own: `column=operator.value`. */
export type KeyParameter = { column: string; operator: string; value: string };

/** Which rows: all `parameters` hold, and one of the conditions in `tree`, which has PostgREST's logic syntax. */
export type KeysetFilter = { parameters: KeyParameter[]; tree: string | null };

type Side = { beyond: "gt" | "lt"; from: "gte" | "lte" };
const AFTER: Side = { beyond: "gt", from: "gte" };
const BEFORE: Side = { beyond: "lt", from: "lte" };

/**
 * The rows between two bounds, compared by the server as the columns' own types. Rows with a null in their key are
 * never among them.
 *
 * @see https://docs.postgrest.org/en/stable/references/api/tables_views.html#logical-operators
 */
export function keysetFilter(
  key: readonly string[],
  lower: KeyBound | null,
  upper: KeyBound | null,
): KeysetFilter {
  const parameters: KeyParameter[] = [];
  const conditions = key.map((column) => `${quotedName(column)}.not.is.null`);
  for (const [bound, side] of [
    [lower, AFTER],
    [upper, BEFORE],
  ] as const) {
    if (bound === null) continue;
    const parameter = asParameter(key, bound, side);
    if (parameter === undefined) conditions.push(expression(key, bound, side));
    else parameters.push(parameter);
  }
  return { parameters, tree: allOf(conditions) };
}

/** The rows that no key range holds. */
export const keylessFilter = (key: readonly string[]): KeysetFilter => ({
  parameters: [],
  tree: key.map((column) => `${quotedName(column)}.is.null`).join(","),
});

/** The rows of exactly one key. */
export function sameKeyFilter(key: readonly string[], parts: readonly string[]): KeysetFilter {
  return keysetFilter(key, { parts, inclusive: true }, { parts, inclusive: true });
}

// In a parameter of its own a value needs no quotes, so nothing in it needs a backslash. Servers that imitate PostgREST
// read backslashes inside quotes differently, but also guess types of unquoted values: hence only where it helps.
function asParameter(key: readonly string[], bound: KeyBound, side: Side): KeyParameter | undefined {
  const [column] = key;
  const [value] = bound.parts;
  if (key.length !== 1 || column === undefined || value === undefined || !/["\\]/.test(value))
    return undefined;
  return { column: quotedName(column), operator: bound.inclusive ? side.from : side.beyond, value };
}

/**
 * `(a, b) > (x, y)` as `a >= x and (a > x or b > y)`: the outer comparison lets Postgres start in the index at x, which
 * `a > x or (a = x and b > y)` does not.
 */
function expression(key: readonly string[], bound: KeyBound, side: Side): string {
  const [column, ...columns] = key;
  const [part, ...parts] = bound.parts;
  if (column === undefined || part === undefined) throw new Error("A key bound has a part for each column.");
  const compare = (operator: string) => `${quotedName(column)}.${operator}.${quotedValue(part)}`;
  if (columns.length === 0) return compare(bound.inclusive ? side.from : side.beyond);
  const rest = expression(columns, { parts, inclusive: bound.inclusive }, side);
  return allOf([compare(side.from), `or(${compare(side.beyond)},${rest})`]);
}

const allOf = (conditions: string[]): string => `and(${conditions.join(",")})`;
