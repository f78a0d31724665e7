import type { Check } from "../script/verifiedTable.ts";
import { printable } from "../shared/words.ts";

/** What each check compares, so that a failed one can be understood. */
const CHECKED: Readonly<Record<string, string>> = {
  count: "rows accounted for",
  documents: "documents that carry a legacy id",
  doubled: "legacy ids that several documents carry",
  refs: "ids that point nowhere",
  sample: "rows of the sample that are equal to their documents",
  rows: "rows that are equal to their documents",
  extra: "documents without a row",
  sum: "exact sum",
  tenant: "ids that point at a document of another tenant",
  isolation: "documents that a user is shown",
};

/** What one check compares; a check that is not known here goes by its own name. */
export const checkWords = ({ name, subject }: Pick<Check, "name" | "subject">): string =>
  `${CHECKED[name] ?? printable(name)}${subject === undefined ? "" : ` (${printable(subject)})`}`;

/** What it found, in words. */
export const foundWords = ({
  expected,
  actual,
  detail,
}: Pick<Check, "expected" | "actual" | "detail">): string =>
  `expected ${printable(expected)}, found ${printable(actual)}${detail === undefined ? "" : `: ${printable(detail)}`}`;
