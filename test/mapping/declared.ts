import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { createMapping, type Mapping } from "../../src/mapping/mapping.ts";
import type { SomeValidator } from "./outcome.ts";

type Tables = Record<string, Record<string, SomeValidator>>;

/** A schema whose tables have these fields beside their legacy id. */
export const schemaOf = (tables: Tables) =>
  defineSchema(
    Object.fromEntries(
      Object.entries(tables).map(([name, fields]) => [
        name,
        defineTable({ legacyId: v.optional(v.string()), ...fields }).index("by_legacy_id", ["legacyId"]),
      ]),
    ),
  );

/** Every table mapped from a source table of its own name, in this order, with these details; `null` leaves one out. */
export const mappingOf = (
  tables: Tables,
  details: Record<string, Partial<AnyTableMapping> | null> = {},
): Mapping =>
  createMapping(
    schemaOf(tables),
    Object.fromEntries(
      Object.keys(tables)
        .filter((name) => details[name] !== null)
        .map((name) => [name, { from: name, ...details[name] }]),
    ),
  );

/** The fields of a required ref, of an optional one, and of an optional one that can wait for a pass. */
export type RefFields = (field: string, table: string) => Record<string, SomeValidator>;
export const required: RefFields = (field, table) => ({ [field]: v.id(table) });
export const optional: RefFields = (field, table) => ({ [field]: v.optional(v.id(table)) });
export const waiting: RefFields = (field, table) => ({
  ...optional(field, table),
  [`legacy${field.charAt(0).toUpperCase()}${field.slice(1)}`]: v.optional(v.string()),
});

/** The load order, the refs that wait for a pass, and what is wrong. */
export const orderOf = ({ tables, deferred, problems }: Mapping) => ({
  order: tables.map(({ target }) => target),
  deferred: tables.flatMap(({ target, fields }) =>
    fields
      .filter((field) => field.kind === "ref" && deferred.has(field))
      .map(({ field }) => `${target}.${field}`),
  ),
  problems,
});
