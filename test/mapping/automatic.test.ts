import { v } from "convex/values";
import { expect, test } from "vitest";
import { automaticColumn } from "../../src/mapping/automatic.ts";
import { Column, RefColumn } from "../../src/mapping/column.ts";
import { type AnyValidator, shapeOf } from "../../src/mapping/shape.ts";
import type { SomeValidator } from "./outcome.ts";

/** The builder that fills a field which the mapping does not name, or why there is none. */
function automatic(validator: SomeValidator): string {
  const column = automaticColumn(shapeOf(validator as AnyValidator), new Set(["users"]));
  if (typeof column === "string") return column;
  if (column instanceof RefColumn) return `ref(${column.spec.table})`;
  return column instanceof Column ? column.spec.builder : "not a column";
}

const DOUBT = "could be filled in several ways";

test.each<[string, SomeValidator, string]>([
  ["text", v.string(), "text"],
  ["optional text", v.optional(v.string()), "text"],
  ["nullable text", v.union(v.string(), v.null()), "text"],
  ["literals", v.union(v.literal("a"), v.literal("b")), "text"],
  ["a number", v.number(), "numberOrTime"],
  ["number literals", v.union(v.literal(1), v.literal(2)), "numberOrTime"],
  ["an int64", v.int64(), "integer"],
  ["a boolean", v.boolean(), "boolean"],
  ["boolean literals", v.union(v.literal(true), v.literal(false)), "boolean"],
  ["anything", v.any(), "json"],
  ["an object", v.object({ a: v.string() }), "json"],
  ["a record", v.record(v.string(), v.number()), "json"],
  ["one of several objects", v.union(v.object({ a: v.string() }), v.object({ b: v.string() })), "json"],
  ["an object or a record", v.union(v.object({ a: v.string() }), v.record(v.string(), v.number())), "json"],
  ["an array of text", v.array(v.string()), "array(text)"],
  ["an array of nullable text", v.array(v.union(v.string(), v.null())), "array(text)"],
  ["an array of arrays", v.array(v.array(v.number())), "array(array(numberOrTime))"],
  ["an array of objects, which is jsonb", v.array(v.object({})), "json"],
  ["an array of anything, which is jsonb", v.array(v.any()), "json"],
  ["an id of a mapped table", v.id("users"), "ref(users)"],
  ["an optional, nullable id", v.optional(v.union(v.id("users"), v.null())), "ref(users)"],
  [
    "an id of another table",
    v.id("files"),
    'takes ids of "files", which this mapping does not migrate. Map "files" too',
  ],
  ["an id or text", v.union(v.id("users"), v.string()), DOUBT],
  ["ids of two tables", v.union(v.id("users"), v.id("files")), DOUBT],
  ["an array of ids", v.array(v.id("users")), DOUBT],
  ["an array of text or numbers", v.array(v.union(v.string(), v.number())), DOUBT],
  ["text or a number", v.union(v.string(), v.number()), DOUBT],
  ["an object or text", v.union(v.object({}), v.string()), DOUBT],
  ["bytes", v.bytes(), "bytes"],
  ["an array of bytes", v.array(v.bytes()), "array(bytes)"],
])("%s", (_title, validator, expected) => {
  expect(automatic(validator)).toBe(expected);
});
