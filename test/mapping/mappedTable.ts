import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import type { MappedTable } from "../../src/mapping/table.ts";
import type { SomeValidator } from "./outcome.ts";

type Fields = Record<string, SomeValidator>;

const legacyId = v.optional(v.string());

/** A table `items` of these fields beside `users` and `teams`, mapped and free of problems. */
export function itemsTable(
  fields: Fields,
  mapping: Partial<AnyTableMapping> = {},
  users: Partial<AnyTableMapping> = {},
): MappedTable {
  const { tables, problems } = createMapping(
    defineSchema({
      users: defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]),
      teams: defineTable({ legacyId }).index("by_legacy_id", ["legacyId"]),
      items: defineTable({ legacyId, ...fields }).index("by_legacy_id", ["legacyId"]),
    }),
    { users: { from: "users", ...users }, teams: { from: "teams" }, items: { from: "items", ...mapping } },
  );
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  const items = tables.find(({ target }) => target === "items");
  if (items === undefined) throw new Error("items is not mapped");
  return items;
}

/** What a row of `items` becomes, short enough to compare as a whole. */
export function mapped(table: MappedTable, row: object): object {
  const text = JSON.stringify(row);
  const result = mapRow(table, text);
  if (result.kind === "reject") return { reject: result.reject };
  if (result.kind === "skip") return { skip: result.reason };
  return {
    document: result.document,
    refs: result.refs.map(({ ref, legacyId }) => ({ field: ref.field, table: ref.table, legacyId })),
  };
}
