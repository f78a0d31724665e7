import { v } from "convex/values";
import fc from "fast-check";
import { escapeKey } from "../../src/client/index.ts";
import {
  array,
  composite,
  hstore,
  integer,
  json,
  object,
  text,
  timestamp,
} from "../../src/mapping/builders.ts";
import { literal, quoted, unicode } from "./postgresText.ts";
import { Refused, type ValueCase } from "./renderings.ts";

const nullable = <Each extends ReturnType<typeof v.string>>(validator: Each) => v.union(validator, v.null());
const parsed = (said: string): unknown => JSON.parse(said);
const texts = "array_to_json(c)";

/** For JSON.parse: objects with the keys that Convex takes, which are tested by themselves. */
const escaping = (_key: string, value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).map(([name, inner]) => [escapeKey(name), inner]));

/** With keys that Convex takes, and numbers that a double holds. */
const jsonText = fc.oneof(
  fc.json({ stringUnit: "grapheme-ascii", maxDepth: 3 }).filter((given) => !/"\$|\d{16}|e[+-]/.test(given)),
  unicode.map((given) => JSON.stringify([given])),
);
const key = fc.oneof(fc.constantFrom("$form", "_meta", "anträge", "__proto__", "_x24_", ""), unicode);
const keyed = fc
  .array(fc.tuple(key, fc.array(fc.tuple(key, fc.boolean()), { maxLength: 3 })), { maxLength: 4 })
  .map((entries) =>
    JSON.stringify(Object.fromEntries(entries.map(([name, inner]) => [name, Object.fromEntries(inner)]))),
  );
const entryFields = { id: integer(), noteText: text(), at: timestamp(), tags: array(text()) };
const vEntry = v.object({
  id: v.optional(v.number()),
  noteText: v.optional(v.string()),
  at: v.optional(v.number()),
  tags: v.optional(v.array(nullable(v.string()))),
});
const entry = fc.record({
  id: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  note_text: fc.option(unicode),
  at: fc.option(fc.integer({ min: 0, max: 4e12 }).map((at) => new Date(at).toISOString())),
  tags: fc.option(fc.array(fc.option(unicode), { maxLength: 3 })),
});
type Entry = {
  id: number | null;
  note_text: string | null;
  at: string | null;
  tags: (string | null)[] | null;
};
const toField = ({ id, note_text: noteText, at, tags }: Entry): unknown =>
  Object.fromEntries(
    Object.entries({ id, noteText, at: at === null ? null : Date.parse(at), tags }).filter(
      ([, value]) => value !== null,
    ),
  );
const rowLiteral = ({ id, note_text: note, at, tags }: Entry): string =>
  `(${[id, note, at, tags === null ? null : literal(tags)].map((part) => (part === null ? "" : `"${String(part).replace(/["\\]/g, "$&$&")}"`)).join(",")})`;

export const jsonCases: ValueCase[] = [
  {
    ...{ type: "jsonb[]", column: array(json()), field: v.array(v.any()) },
    ...{ values: fc.array(jsonText, { maxLength: 4 }).map(literal), says: texts, becomes: parsed },
  },
  { type: "jsonb", column: json(), field: v.any(), values: jsonText, says: "c", becomes: parsed },
  {
    ...{ type: "jsonb", column: json(), field: v.string(), values: jsonText, says: "c::text" },
    becomes: (said) => (said === "null" ? null : said),
  },
  {
    ...{ type: "jsonb", column: json("c", { keys: "escape" }), field: v.any(), values: keyed, says: "c" },
    becomes: (said) => JSON.parse(said, escaping),
  },
  {
    ...{
      type: "json",
      column: json(),
      field: v.any(),
      values: fc.constantFrom('"\\ud800"', '["x", "\\udc00\\ud800"]'),
    },
    ...{ says: "'x'", becomes: () => new Refused("BAD_TEXT") },
  },
  {
    ...{
      type: "json",
      column: json(),
      field: v.any(),
      values: fc.constantFrom('"\\u0000"', "[-0, 0.10]", ' { "a" :\n1 } '),
    },
    ...{ says: "c", becomes: parsed },
  },
  {
    ...{ type: "jsonb", column: array(object(entryFields)), field: v.array(vEntry) },
    ...{ values: fc.array(entry, { maxLength: 3 }).map((items) => JSON.stringify(items)) },
    ...{ says: "c", becomes: (said) => (JSON.parse(said) as Entry[]).map(toField) },
  },
  {
    ...{ type: "jsonb[]", column: array(object(entryFields)), field: v.array(vEntry) },
    ...{
      values: fc
        .array(entry, { maxLength: 3 })
        .map((items) => literal(items.map((item) => JSON.stringify(item)))),
    },
    ...{ says: texts, becomes: (said) => (JSON.parse(said) as Entry[]).map(toField) },
  },
  {
    ...{ type: "entry", column: composite(entryFields), field: vEntry, values: entry.map(rowLiteral) },
    ...{ says: "row_to_json(c)", becomes: (said) => toField(JSON.parse(said) as Entry) },
  },
  {
    ...{ type: "entry[]", column: array(composite(entryFields)), field: v.array(vEntry) },
    ...{ values: fc.array(entry, { maxLength: 3 }).map((items) => literal(items.map(rowLiteral))) },
    ...{ says: texts, becomes: (said) => (JSON.parse(said) as Entry[]).map(toField) },
  },
  {
    ...{
      type: "hstore",
      column: hstore("c", { keys: "escape" }),
      field: v.record(v.string(), nullable(v.string())),
    },
    ...{
      values: fc
        .array(fc.tuple(unicode, fc.option(unicode)), { maxLength: 4 })
        .map((pairs) =>
          pairs
            .map(([name, value]) => `${quoted(name)}=>${value === null ? "NULL" : quoted(value)}`)
            .join(","),
        ),
    },
    ...{ says: "hstore_to_json(c)", becomes: (said) => JSON.parse(said, escaping) },
  },
];
