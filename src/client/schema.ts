import { v } from "convex/values";
import { legacyFieldOf } from "../shared/casing.ts";

type LegacyFields<Field extends string> = {
  [Name in `legacy${Capitalize<Field>}` | "legacyId"]: ReturnType<typeof optionalText>;
};

const optionalText = () => v.optional(v.string());

/**
 * The fields that a migrated table needs beside its own: `legacyId`, the source's primary key, and for each named ref
 * that waits for a pass the field that keeps its legacy id meanwhile. The table also needs the index
 * `.index("by_legacy_id", ["legacyId"])`.
 *
 * @example
 * messages: defineTable({
 *   ...legacy("replyToId"), // legacyId and legacyReplyToId
 *   replyToId: v.optional(v.id("messages")),
 * }).index("by_legacy_id", ["legacyId"])
 */
export function legacy<const Field extends string = never>(...refs: Field[]): LegacyFields<Field> {
  const names = ["legacyId", ...refs.map(legacyFieldOf)];
  return Object.fromEntries(names.map((name) => [name, optionalText()])) as LegacyFields<Field>;
}
