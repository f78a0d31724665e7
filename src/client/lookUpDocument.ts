import type { Value } from "convex/values";
import type { MappedTable } from "../mapping/table.ts";
import type { QueryCtx } from "./context.ts";
import type { Stored } from "../mapping/outcome.ts";
import { findByIndex } from "./parents.ts";
import type { Placed } from "../mapping/placeRefs.ts";

/**
 * Finds the document that a row of a lookup table stands for. A row that stands for none is skipped: nothing is lost
 * with it, and whatever refers to it says so.
 */
export async function lookUpDocument(
  ctx: QueryCtx,
  { target }: MappedTable,
  { index, fields }: NonNullable<MappedTable["lookup"]>,
  placed: Placed,
): Promise<Stored> {
  if (placed.kind !== "document") return { kind: "skipped", reason: "its natural key cannot be read" };
  const values = fields.map((field) => placed.document[field]);
  if (!values.every(isPresent)) return { kind: "skipped", reason: "it has no natural key" };
  const [document, another] = await findByIndex(ctx, target, index, fields, values);
  if (document === undefined) return { kind: "skipped", reason: "no document has its natural key" };
  if (another !== undefined) return { kind: "skipped", reason: "several documents have its natural key" };
  return { kind: "matched", id: document._id, before: undefined, fingerprint: undefined };
}

/** NULL equals nothing. */
const isPresent = (value: Value | undefined): value is Value => value !== undefined && value !== null;
