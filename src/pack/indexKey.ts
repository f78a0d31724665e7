import type { Value } from "convex/values";
import type { MappedMatch } from "../mapping/table.ts";
import { naturalKeyOf } from "../shared/naturalKey.ts";
import { valueText } from "./documentText.ts";

/** The values of an index's fields as one text, which is the same for the same values alone. */
export const indexKey = (values: readonly (Value | undefined)[]): string =>
  values.map((value) => (value === undefined ? "-" : valueText(value))).join();

/** The same of a row that may adopt a document, whatever the case of its letters where the mapping says so. */
export const matchKey = ({ ignoreCase }: MappedMatch, values: readonly Value[]): string =>
  indexKey(values.map((value) => (ignoreCase && typeof value === "string" ? naturalKeyOf([value]) : value)));
