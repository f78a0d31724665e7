import { BigNumber } from "bignumber.js";
import type { PlanSum } from "../shared/plan.ts";
import type { FieldSum } from "../shared/verification.ts";
import type { SourceRow } from "../source/source.ts";

/** Exact sums as decimal text, added up field by field. */
export const sumFields = (a: readonly FieldSum[], b: readonly FieldSum[]): FieldSum[] =>
  a.map((sum) => {
    const other = b.find(({ field }) => field === sum.field);
    if (other === undefined) return sum;
    return {
      ...sum,
      equal: addDecimals(sum.equal, other.equal),
      others: addDecimals(sum.others, other.others),
    };
  });

export const addDecimals = (a: string, b: string): string => new BigNumber(a).plus(b).toFixed();

/** What rows add to a field, from the text of its column alone: nothing of the mapping's conversion has a part in it. */
export const columnSum = (sum: PlanSum, rows: readonly SourceRow[]): string =>
  rows
    .map((row) => decimalOf(sum, row[sum.column]))
    .reduce((total, each) => total.plus(each), new BigNumber(0))
    .toFixed();

function decimalOf({ readAs, digits, fallback }: PlanSum, value: unknown): BigNumber {
  const text = typeof value === "string" ? value.trim() : value;
  // JSON's null as text, where another field reads the column as JSON.
  const isNothing =
    text === null || text === undefined || text === "null" || (text === "" && fallback !== null);
  // A default is a value of the field: it is scaled already.
  if (isNothing) return new BigNumber(fallback ?? 0);
  const written = String(text).replace(/^\+/, "");
  if (readAs === "money") return minorUnits(written);
  if (readAs === "double") return new BigNumber(String(Number(written)));
  return new BigNumber(written).shiftedBy(digits);
}

/** Every amount of a database has the same number of digits after the point, so all of its digits are minor units. */
function minorUnits(text: string): BigNumber {
  const units = new BigNumber(text.replace(/\D/g, ""));
  return /[-−(]/.test(text) ? units.negated() : units;
}
