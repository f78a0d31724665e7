import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { describe, expect, test } from "vitest";
import { text } from "../../src/mapping/builders.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { ref } from "../../src/mapping/refs.ts";
import { required, waiting } from "../mapping/declared.ts";
import { computedId, packedDocuments } from "./packedTables.ts";

const nodes = { nodes: waiting("nextId", "nodes") };
const nodesOf = (rows: [id: string, next: string | null][]) => rows.map(([id, next_id]) => ({ id, next_id }));

describe("refs of a ZIP", () => {
  test("to itself, to an earlier and to a later row -> in place, without a legacy field", async () => {
    const rows = {
      nodes: nodesOf([
        ["1", "1"],
        ["2", "1"],
        ["3", "4"],
        ["4", null],
      ]),
    };
    const { documents, packed } = await packedDocuments({ fields: nodes, rows });
    expect(documents.nodes).toEqual([
      { legacyId: "1", nextId: "nodes 1" },
      { legacyId: "2", nextId: "nodes 1" },
      { legacyId: "3", nextId: "nodes 4" },
      { legacyId: "4" },
    ]);
    expect(packed.tables[0]).toMatchObject({ unresolved: 0, counts: { rows: 4, inserted: 4 } });
  });

  test("to a row that is not there -> unresolved, the legacy id kept, as a pass leaves it", async () => {
    const rows = { nodes: nodesOf([["1", "9"]]) };
    const { documents, packed } = await packedDocuments({ fields: nodes, rows });
    expect(documents.nodes).toEqual([{ legacyId: "1", legacyNextId: "9" }]);
    expect(packed.tables[0]).toMatchObject({
      unresolved: 1,
      openNotes: [{ kind: "unresolved", key: "1", field: "nextId", parent: { table: "nodes", key: "9" } }],
    });
  });

  test('to a row that is not there, orphan: "null" -> left out and noted, nothing unresolved', async () => {
    const fields = { nextId: ref("nodes", "next_id", { orphan: "null" }) };
    const rows = { nodes: nodesOf([["1", "9"]]) };
    const { documents, packed } = await packedDocuments({
      fields: nodes,
      details: { nodes: { fields } },
      rows,
    });
    expect(documents.nodes).toEqual([{ legacyId: "1" }]);
    expect(packed.tables[0]).toMatchObject({ unresolved: 0, openNotes: [{ kind: "nulled", key: "1" }] });
  });

  test("to a row that is rejected -> that row is in no ZIP, and the ref is unresolved", async () => {
    const fields = { nodes: { ...waiting("nextId", "nodes"), size: v.number() } };
    const rows = {
      nodes: [
        { id: "1", next_id: "2", size: 1 },
        { id: "2", next_id: null, size: "large" },
      ],
    };
    const { documents, packed } = await packedDocuments({ fields, rows });
    expect(documents.nodes).toEqual([{ legacyId: "1", legacyNextId: "2", size: 1 }]);
    expect(packed.tables[0]).toMatchObject({ unresolved: 1, counts: { rows: 2, inserted: 1, rejected: 1 } });
  });

  test("a circle of two tables, and rows on either side without the other -> each ref as its parent is there", async () => {
    const fields = {
      chats: waiting("lastId", "messages"),
      messages: required("chatId", "chats"),
    };
    const rows = {
      chats: [
        { id: "a", last_id: "m2" },
        { id: "b", last_id: "m9" },
      ],
      messages: [
        { id: "m1", chat_id: "a" },
        { id: "m2", chat_id: "a" },
        { id: "m3", chat_id: "c" },
      ],
    };
    const { documents, packed } = await packedDocuments({ fields, rows });
    expect(documents).toEqual({
      chats: [
        { legacyId: "a", lastId: "messages m2" },
        { legacyId: "b", legacyLastId: "m9" },
      ],
      messages: [
        { legacyId: "m1", chatId: "chats a" },
        { legacyId: "m2", chatId: "chats a" },
      ],
    });
    expect(
      packed.tables.map(({ table, counts: { orphans }, unresolved }) => [table.target, orphans, unresolved]),
    ).toEqual([
      ["chats", 0, 1],
      ["messages", 1, 0],
    ]);
  });

  test.each([
    ["skip", { inserted: 1, skipped: 1, orphans: 0 }],
    ["reject", { inserted: 1, skipped: 0, orphans: 1 }],
  ] as const)(
    "a required parent is missing, orphan: %s -> counted so, and in no ZIP",
    async (orphan, counts) => {
      const fields = { teams: {}, people: required("teamId", "teams") };
      const details = { people: { fields: { teamId: ref("teams", "team_id", { orphan }) } } };
      const rows = {
        teams: [{ id: "1" }],
        people: [
          { id: "1", team_id: "1" },
          { id: "2", team_id: "2" },
        ],
      };
      const { documents, packed } = await packedDocuments({ fields, details, rows });
      expect(documents.people).toEqual([{ legacyId: "1", teamId: "teams 1" }]);
      expect(packed.tables[1]?.counts).toMatchObject({ rows: 2, rejected: 0, ...counts });
    },
  );

  test("composite keys -> the parents that they name", async () => {
    const fields = {
      lines: { sku: v.string() },
      notes: { lineId: v.id("lines"), alsoId: v.id("lines") },
    };
    const details = {
      lines: { key: ["order_no", "line_no"] },
      notes: {
        fields: {
          lineId: ref("lines", ["order_no", "line_no"]),
          alsoId: ref("lines", ["also_order", "also_line"]),
        },
      },
    };
    const rows = {
      lines: [
        { order_no: "1", line_no: "11", sku: "x" },
        { order_no: "11", line_no: "1", sku: "y" },
      ],
      notes: [{ id: "n", order_no: "11", line_no: "1", also_order: "1", also_line: "11" }],
    };
    const { documents } = await packedDocuments({ fields, details, rows });
    expect(documents.notes).toEqual([{ legacyId: "n", lineId: "lines 11,1", alsoId: "lines 1,11" }]);
  });

  test("a natural key -> the parent that has it; two that have it are ambiguous, and none is an orphan", async () => {
    const schema = defineSchema({
      teams: defineTable({ legacyId: v.optional(v.string()), slug: v.string() })
        .index("by_legacy_id", ["legacyId"])
        .index("by_slug", ["slug"]),
      people: defineTable({ legacyId: v.optional(v.string()), teamId: v.id("teams") }).index("by_legacy_id", [
        "legacyId",
      ]),
    });
    const fields = { teamId: ref("teams", { by: { slug: text("team") }, index: "by_slug" }) };
    const mapping = createMapping(schema, { teams: { from: "teams" }, people: { from: "people", fields } });
    const teams = ["red", "blue", "blue"].map((slug, at) => ({ id: String(at), slug }));
    const people = ["red", "blue", "green"].map((team, at) => ({ id: String(at), team }));
    const { documents, packed } = await packedDocuments({ mapping, rows: { teams, people } });
    expect(documents.people).toEqual([{ legacyId: "0", teamId: "teams 0" }]);
    expect(packed.tables[1]?.notes).toMatchObject([
      { kind: "reject", key: "1", code: "PARENT_AMBIGUOUS" },
      { kind: "orphan", key: "2", code: "PARENT_MISSING" },
    ]);
  });

  test("no deployment -> numbers of tables are chosen, and ids follow from them", async () => {
    const fields = { teams: {}, people: required("teamId", "teams") };
    const rows = { teams: [{ id: "7" }], people: [{ id: "1", team_id: "7" }] };
    const { packed } = await packedDocuments({ fields, rows });
    expect(Object.fromEntries(packed.numbers)).toEqual({ teams: 10_001, people: 10_002 });
    const team = packed.tables[0]?.deciding.documents.byLegacyId("7");
    expect(team).toEqual({ kind: "found", id: computedId("teams", "7") });
  });
});
