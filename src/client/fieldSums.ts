import { BigNumber } from "bignumber.js";
import type { Value } from "convex/values";
import type { MappedTable } from "../mapping/table.ts";
import type { FieldSum, RowFate } from "../shared/verification.ts";
import type { Judged } from "./judge.ts";

/**
 * What the fields of a table's `sum` hold, added up exactly. Documents that may say something else than their rows add
 * nothing; those of keys of which something is wrong are added up apart.
 */
export function addUp({ sums }: Pick<MappedTable, "sums">, all: readonly Judged[]): FieldSum[] {
  const comparable = all.filter((each) => has(each, "equal") || has(each, "differs"));
  const [equal, others] = [comparable.filter(isEqual), comparable.filter((each) => !isEqual(each))];
  return sums.map((field) => ({ field, equal: total(equal, field), others: total(others, field) }));
}

const isEqual = (each: Judged): boolean => !has(each, "differs") && !has(each, "missing");

const has = ({ fates }: Judged, wanted: RowFate): boolean => [...fates.values()].includes(wanted);

const total = (all: readonly Judged[], field: string): string =>
  all.reduce((sum, { document }) => sum.plus(decimalOf(document?.[field])), new BigNumber(0)).toFixed();

/** A double by its shortest decimal text, so that no sum of doubles is rounded. */
function decimalOf(value: Value | undefined): BigNumber {
  if (value === undefined || value === null) return new BigNumber(0);
  return new BigNumber(typeof value === "string" ? value.replace(/^\+/, "") : String(value));
}
