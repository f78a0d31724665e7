import type { GenericId, Value } from "convex/values";
import type { Stored } from "./outcome.ts";
import type { Placed } from "./placeRefs.ts";
import type { MappedTable } from "./table.ts";

type Lookup = NonNullable<MappedTable["lookup"]>;

/** The natural key of a row of a lookup table, or why it has none. */
export function lookupValues({ fields }: Lookup, placed: Placed): Value[] | Stored {
  if (placed.kind !== "document") return { kind: "skipped", reason: "its natural key cannot be read" };
  const values = fields.map((field) => placed.document[field]);
  return values.every(isPresent) ? values : { kind: "skipped", reason: "it has no natural key" };
}

/** A row that stands for no document is skipped: nothing is lost with it, and whatever refers to it says so. */
export function lookedUp([id, another]: readonly GenericId<string>[]): Stored {
  if (id === undefined) return { kind: "skipped", reason: "no document has its natural key" };
  if (another !== undefined) return { kind: "skipped", reason: "several documents have its natural key" };
  return { kind: "matched", id, before: undefined, fingerprint: undefined };
}

/** NULL equals nothing. */
const isPresent = (value: Value | undefined): value is Value => value !== undefined && value !== null;
