import type { GenericId, Value } from "convex/values";
import type { MappedRef } from "./table.ts";

/** A ref as a value: each lane resolves it in its own way. */
export type OpenRef = {
  ref: MappedRef;
  /** The parent's legacy id; where a natural key finds it, that key as text, to tell it from others. */
  legacyId: string;
  /** The natural key's values in the order of the index, those that are ids of other documents as open refs. */
  natural?: readonly (Value | OpenRef)[];
};

/** What a ref points at: a document, nothing, or more than one document. */
export type Parent = { kind: "found"; id: GenericId<string> } | { kind: "missing" } | { kind: "ambiguous" };

export type ParentOf = (open: OpenRef) => Parent;

/** The ref, and those that are parts of its natural key. */
export const withOpenParts = (open: OpenRef): OpenRef[] => [
  open,
  ...(open.natural ?? []).flatMap((part) => (isOpenRef(part) ? withOpenParts(part) : [])),
];

export const isOpenRef = (part: Value | OpenRef): part is OpenRef =>
  typeof part === "object" && part !== null && "ref" in part && "legacyId" in part;
