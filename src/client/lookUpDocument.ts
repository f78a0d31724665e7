import { lookedUp, lookupValues } from "../mapping/lookUp.ts";
import type { Stored } from "../mapping/outcome.ts";
import type { Placed } from "../mapping/placeRefs.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { QueryCtx } from "./context.ts";
import { findByIndex } from "./parents.ts";

/** Finds the document that a row of a lookup table stands for. */
export async function lookUpDocument(
  ctx: QueryCtx,
  { target }: MappedTable,
  lookup: NonNullable<MappedTable["lookup"]>,
  placed: Placed,
): Promise<Stored> {
  const values = lookupValues(lookup, placed);
  if (!Array.isArray(values)) return values;
  const found = await findByIndex(ctx, target, lookup.index, lookup.fields, values);
  return lookedUp(found.map(({ _id }) => _id));
}
