import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import { array, cents, integer, json, text, timestamp } from "../../src/mapping/builders.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import { computed, ref } from "../../src/mapping/refs.ts";
import { itemsTable, mapped } from "./mappedTable.ts";

test("a row of every kind of column -> one document, the row's text beside it", () => {
  const table = itemsTable(
    {
      name: v.string(),
      amountCents: v.number(),
      createdAt: v.number(),
      externalRef: v.int64(),
      tags: v.array(v.string()),
      settings: v.any(),
      isOpen: v.boolean(),
    },
    { fields: { amountCents: cents("amount"), createdAt: timestamp() } },
  );
  const row = JSON.stringify({
    id: "550e8400-e29b-41d4-a716-446655440000",
    name: "Ada",
    amount: "12.30",
    created_at: "1970-01-01T00:00:01.5+00:00",
    external_ref: "9223372036854775807",
    tags: ["a", "b"],
    settings: '{"theme": "dark"}',
    is_open: false,
  });
  expect(mapRow(table, row)).toEqual({
    joined: [],
    unread: new Set(),
    kind: "document",
    legacyId: "550e8400-e29b-41d4-a716-446655440000",
    document: {
      legacyId: "550e8400-e29b-41d4-a716-446655440000",
      name: "Ada",
      amountCents: 1230,
      createdAt: 1500,
      externalRef: 9223372036854775807n,
      tags: ["a", "b"],
      settings: { theme: "dark" },
      isOpen: false,
    },
    refs: [],
    row,
  });
});

const optional = v.optional(v.string());
const nullable = v.union(v.string(), v.null());
const ok = (document: object) => ({ document: { legacyId: "1", ...document }, refs: [] });

test.each([
  ["NULL in an optional field -> absent", optional, text(), null, ok({})],
  ["NULL in a nullable field -> null", nullable, text(), null, ok({ name: null })],
  ["NULL where both are possible -> absent", v.optional(nullable), text(), null, ok({})],
  ["NULL with a default -> the default", v.string(), text().default("none"), null, ok({ name: "none" })],
  [
    "NULL in an optional field with a default -> the default",
    optional,
    text().default("none"),
    null,
    ok({ name: "none" }),
  ],
  ["NULL in a field of any type -> null", v.any(), text(), null, ok({ name: null })],
  ["a missing column in an optional field -> absent", optional, text(), undefined, ok({})],
  ["empty text -> empty text", optional, text(), "", ok({ name: "" })],
  ["empty text with a default -> empty text", v.string(), text().default("none"), "", ok({ name: "" })],
  ["white space -> white space", v.string(), text(), "  ", ok({ name: "  " })],
  ["white space, trimmed -> empty text", v.string(), text().trim(), "  ", ok({ name: "" })],
  [
    "white space, trimmed with a default -> the default",
    v.string(),
    text().trim().default("none"),
    " \n",
    ok({ name: "none" }),
  ],
  ["text, trimmed -> without its ends", v.string(), text().trim(), " a b ", ok({ name: "a b" })],
  ["digits, trimmed -> the number", v.number(), integer().trim(), " 42 ", ok({ name: 42 })],
  ["NUL is kept", v.string(), text(), "a\u0000b", ok({ name: "a\u0000b" })],
  [
    "infinity by policy in an optional field -> absent",
    v.optional(v.number()),
    timestamp("name", { infinity: "absent" }),
    "infinity",
    ok({}),
  ],
  [
    "infinity by policy in a nullable field -> null",
    v.union(v.number(), v.null()),
    timestamp("name", { infinity: "absent" }),
    "-infinity",
    ok({ name: null }),
  ],
  ["jsonb's null in v.any() -> null", v.any(), json(), "null", ok({ name: null })],
])("%s", (_title, validator, column, value, expected) => {
  const table = itemsTable({ name: validator }, { fields: { name: column } });
  expect(mapped(table, { id: "1", name: value })).toEqual(expected);
});

describe("keys", () => {
  test("a composite key -> its columns joined, commas and backslashes escaped", () => {
    const table = itemsTable({}, { key: ["org", "slug"] });
    expect(mapped(table, { org: "a,b", slug: "c\\" })).toEqual({
      document: { legacyId: "a\\,b,c\\\\" },
      refs: [],
    });
  });

  test("a numeric key -> its text", () => {
    expect(mapped(itemsTable({}), { id: "9007199254740993" })).toEqual({
      document: { legacyId: "9007199254740993" },
      refs: [],
    });
  });

  test("an empty text is a key", () => {
    expect(mapped(itemsTable({}), { id: "" })).toEqual({ document: { legacyId: "" }, refs: [] });
  });
});

describe("refs stay open", () => {
  const fields = { ownerId: v.optional(v.id("users")), teamId: v.optional(v.union(v.id("teams"), v.null())) };

  test("a foreign key -> an open ref, and no field", () => {
    expect(mapped(itemsTable(fields), { id: "1", owner_id: "u1", team_id: "t1" })).toEqual({
      document: { legacyId: "1" },
      refs: [
        { field: "ownerId", table: "users", legacyId: "u1" },
        { field: "teamId", table: "teams", legacyId: "t1" },
      ],
    });
  });

  test("NULL -> no ref", () => {
    expect(mapped(itemsTable(fields), { id: "1", owner_id: null, team_id: null })).toEqual({
      document: { legacyId: "1" },
      refs: [],
    });
  });

  test("NULL in a required nullable ref -> null", () => {
    const table = itemsTable({ teamId: v.union(v.id("teams"), v.null()) });
    expect(mapped(table, { id: "1", team_id: null })).toEqual({
      document: { legacyId: "1", teamId: null },
      refs: [],
    });
  });

  test("a composite foreign key -> joined as its parent's key is", () => {
    const table = itemsTable(
      fields,
      { fields: { ownerId: ref("users", ["org", "login"]) } },
      { key: ["org", "login"] },
    );
    expect(mapped(table, { id: "1", org: "a,b", login: "c", team_id: null })).toEqual({
      document: { legacyId: "1" },
      refs: [{ field: "ownerId", table: "users", legacyId: "a\\,b,c" }],
    });
  });

  test("a composite foreign key of which one column is NULL -> no ref", () => {
    const table = itemsTable(
      fields,
      { fields: { ownerId: ref("users", ["org", "login"]) } },
      { key: ["org", "login"] },
    );
    expect(mapped(table, { id: "1", org: "a", login: null, team_id: null })).toEqual({
      document: { legacyId: "1" },
      refs: [],
    });
  });
});

describe("computed", () => {
  const full = computed(
    { firstName: text(), last: text("last_name").default("-"), scores: array(integer()) },
    ({ firstName, last, scores }) => `${firstName} ${last} ${scores === null ? "none" : scores.join("+")}`,
  );

  test("it sees converted values, null for NULL and the default for NULL with one", () => {
    const table = itemsTable({ label: v.string() }, { fields: { label: full } });
    expect(mapped(table, { id: "1", first_name: null, last_name: null, scores: [1, 2] })).toEqual(
      ok({ label: "null - 1+2" }),
    );
    expect(mapped(table, { id: "1", first_name: "Ada", last_name: "L", scores: null })).toEqual(
      ok({ label: "Ada L none" }),
    );
  });

  test("undefined in an optional field -> absent", () => {
    const table = itemsTable(
      { label: optional },
      { fields: { label: computed({ a: text() }, () => undefined) } },
    );
    expect(mapped(table, { id: "1", a: "x" })).toEqual(ok({}));
  });
});
