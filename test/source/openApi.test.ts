import { expect, test } from "vitest";
import { tablesOfOpenApi } from "../../src/source/openApi.ts";

const TEAMS = {
  required: ["id", "name"],
  properties: {
    id: { description: "Note:\nThis is a Primary Key.<pk/>", format: "bigint", type: "integer" },
    name: {
      description: "What people call it.\n\nSecond paragraph",
      format: "character varying",
      maxLength: 40,
      type: "string",
    },
    parent_id: {
      description:
        "The team above\n\nNote:\nThis is a Foreign Key to `teams.id`.<fk table='teams' column='id'/>",
      format: "bigint",
      type: "integer",
    },
    mood: { enum: ["sad", "it's fine"], format: "public.mood", type: "string" },
    moods: { format: "public.mood[]", items: { type: "string" }, type: "array" },
    tags: { format: "text[]", items: { type: "string" }, type: "array" },
    payload: { format: "jsonb" },
  },
  type: "object",
};
const SEATS = {
  description: "Who sits where",
  required: ["team_id", "no"],
  properties: {
    team_id: {
      description:
        "Note:\nThis is a Primary Key.<pk/>\nThis is a Foreign Key to `teams.id`.<fk table='teams' column='id'/>",
      format: "bigint",
      type: "integer",
    },
    no: { description: "Note:\nThis is a Primary Key.<pk/>", format: "integer", type: "integer" },
  },
  type: "object",
};

const plain = (name: string, type: string) => ({
  ...{ name, type, nullable: true, comment: null, enumValues: null, fields: null },
});
const methods = { get: {}, post: {}, delete: {}, patch: {} };

test("PostgREST's description -> types, keys, foreign keys, enums and comments", () => {
  const document = {
    swagger: "2.0",
    paths: { "/": { get: {} }, "/teams": methods, "/seats": methods, "/rpc/hello": { post: {} } },
    definitions: { teams: TEAMS, seats: SEATS },
  };
  expect(tablesOfOpenApi(document, "public")).toEqual([
    {
      schema: "public",
      table: "seats",
      kind: "table",
      comment: "Who sits where",
      columns: [
        { ...plain("team_id", "bigint"), nullable: false },
        { ...plain("no", "integer"), nullable: false },
      ],
      key: ["team_id", "no"],
      unique: [],
      foreignKeys: [{ columns: ["team_id"], schema: "public", table: "teams", references: ["id"] }],
    },
    {
      schema: "public",
      table: "teams",
      kind: "table",
      comment: null,
      columns: [
        { ...plain("id", "bigint"), nullable: false },
        {
          ...plain("name", "character varying(40)"),
          nullable: false,
          comment: "What people call it.\n\nSecond paragraph",
        },
        { ...plain("parent_id", "bigint"), comment: "The team above" },
        { ...plain("mood", "public.mood"), enumValues: ["sad", "it's fine"] },
        { ...plain("moods", "public.mood[]"), enumValues: ["sad", "it's fine"] },
        plain("tags", "text[]"),
        plain("payload", "jsonb"),
      ],
      key: ["id"],
      unique: [],
      foreignKeys: [{ columns: ["parent_id"], schema: "public", table: "teams", references: ["id"] }],
    },
  ]);
});

const columns = { properties: { id: TEAMS.properties.id, n: { format: "integer" } } };
test.each([
  ["whose key may be null -> a view, which can be written to", columns, methods, "view"],
  ["whose key is never null -> a table", { ...columns, required: ["id"] }, methods, "table"],
  ["that can only be read -> a view", { properties: { n: { format: "integer" } } }, { get: {} }, "view"],
  [
    "without a key, to be written to -> a table",
    { properties: { n: { format: "integer" } } },
    methods,
    "table",
  ],
])("a relation %s", (_title, definition, paths, kind) => {
  const document = { definitions: { relation: definition }, paths: { "/relation": paths } };
  expect(tablesOfOpenApi(document, "public")?.map((table) => table.kind)).toEqual([kind]);
});

test.each([
  ["an empty object", {}],
  ["no JSON at all", undefined],
  ["OpenAPI 3, which has its tables elsewhere", { openapi: "3.0.0", components: { schemas: {} } }],
])("%s -> not a description of tables", (_title, document) => {
  expect(tablesOfOpenApi(document, "public")).toBeUndefined();
});
