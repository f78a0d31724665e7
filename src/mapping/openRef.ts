import type { Value } from "convex/values";
import type { MappedRef } from "./table.ts";

/** A ref as a value: each lane resolves it in its own way. */
export type OpenRef = {
  ref: MappedRef;
  /** The parent's legacy id; where a natural key finds it, that key as text, to tell it from others. */
  legacyId: string;
  /** The natural key's values in the order of the index, those that are ids of other documents as open refs. */
  natural?: readonly (Value | OpenRef)[];
};
