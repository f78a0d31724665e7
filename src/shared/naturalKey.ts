import { legacyIdOf } from "./legacyId.ts";

/** A natural key as one text that is the same whatever the case of its letters and the white space around it. */
export const naturalKeyOf = (values: readonly unknown[]): string =>
  legacyIdOf(values.map((value) => (typeof value === "string" ? value.trim().toLowerCase() : String(value))));
