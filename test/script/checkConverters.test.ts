import { type Validator, v } from "convex/values";
import { describe, expect, test } from "vitest";
import * as client from "../../src/client/index.ts";
import * as builders from "../../src/mapping/builders.ts";
import type { Column } from "../../src/mapping/column.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { type AnyValidator, shapeOf } from "../../src/mapping/shape.ts";
import { isKnownBuilder, verdictOn } from "../../src/script/check/converterRules.ts";
import { suggestion } from "../../src/script/check/suggestion.ts";
import { sourceTypeOf } from "../../src/script/check/typeFamily.ts";
import type { CatalogueColumn } from "../../src/source/catalogue.ts";

type Sample = { text: string; json: unknown };

const same = (text: string): Sample => ({ text, json: text });
const number = (text: string): Sample => ({ text, json: Number(text) });

/** Values of each type, as Postgres's own text and as row_to_json has them. */
const SAMPLES: Record<string, Sample[]> = {
  text: [same("hello"), same("7"), same("2026-01-31")],
  "character varying(20)": [same("hello")],
  uuid: [same("550e8400-e29b-41d4-a716-446655440000")],
  boolean: [
    { text: "true", json: true },
    { text: "false", json: false },
  ],
  smallint: [number("7"), number("-7")],
  bigint: [number("7"), number("9007199254740")],
  numeric: [number("7"), number("7.5")],
  "numeric(10,2)": [number("12.30"), { text: "5.00", json: 5 }],
  "numeric(10,0)": [number("12")],
  "double precision": [number("1.5"), number("2")],
  money: [same("$1,234.56")],
  date: [same("2026-01-31")],
  "time without time zone": [same("10:20:30")],
  "timestamp(3) without time zone": [{ text: "2026-01-31 10:20:30", json: "2026-01-31T10:20:30" }],
  "timestamp with time zone": [{ text: "2026-01-31 10:20:30+00", json: "2026-01-31T10:20:30+00:00" }],
  interval: [same("1 day 02:03:04"), same("02:03:04")],
  jsonb: [{ text: '{"a": 1}', json: { a: 1 } }],
  bytea: [same("\\x00ff")],
  int4range: [same("[1,10)")],
  "extensions.vector(3)": [same("[1,2,3]")],
  "public.geometry(Point,4326)": [
    { text: "0101000020E6100000000000000000F03F", json: { type: "Point", coordinates: [1, 2] } },
  ],
  "text[]": [{ text: '{a,"b c"}', json: ["a", "b c"] }],
  "integer[]": [{ text: "{1,2}", json: [1, 2] }],
  "numeric(10,2)[]": [{ text: "{1.50}", json: [1.5] }],
  "character(5)": [same("ab   ")],
  inet: [
    { text: "10.0.0.1/32", json: "10.0.0.1" },
    { text: "2001:db8::/32", json: "2001:db8::/32" },
  ],
  cidr: [same("10.0.0.0/8")],
  hstore: [{ text: '"a"=>"1"', json: { a: "1" } }],
};

const bounds = v.object({
  lower: v.optional(v.number()),
  upper: v.optional(v.number()),
  lowerInclusive: v.boolean(),
  upperInclusive: v.boolean(),
  empty: v.boolean(),
});

const CONVERTERS: [Column<never>, Validator<unknown, "required", string>][] = [
  [builders.text(), v.string()],
  [builders.char(), v.string()],
  [builders.inet(), v.string()],
  [builders.hstore(), v.any()],
  [builders.object({ a: builders.number() }), v.object({ a: v.number() })],
  [builders.composite({ a: builders.number() }), v.object({ a: v.number() })],
  [builders.uuid(), v.string()],
  [builders.integer(), v.number()],
  [builders.number(), v.number()],
  [builders.numberOrTime(), v.number()],
  [builders.boolean(), v.boolean()],
  [builders.timestamp(), v.number()],
  [builders.date(), v.string()],
  [builders.time(), v.string()],
  [builders.interval(), v.string()],
  [builders.money(), v.number()],
  [builders.cents(), v.number()],
  [builders.decimal(), v.string()],
  [builders.json(), v.any()],
  [builders.bytes(), v.bytes()],
  [builders.vector(), v.array(v.number())],
  [builders.geojson(), v.any()],
  [builders.range(builders.integer()), bounds],
  [builders.array(builders.text()), v.array(v.string())],
  [builders.array(builders.integer()), v.array(v.number())],
  [builders.array(builders.array(builders.integer())), v.array(v.array(v.number()))],
] as never;

/** What the package exports beside builders that take a column. */
const NO_CONVERTERS = [
  ...["SupabaseMigration", "DecryptError", "LegacyIdError"],
  ...[
    "computed",
    "decrypt",
    "documentId",
    "documentIds",
    "encrypted",
    "escapeKey",
    "loadedAt",
    "nested",
    "ref",
    "unescapeKey",
    "when",
  ],
];

test("the builders that the package exports -> each has a rule here, and is held against it", () => {
  const exported = Object.keys(client).filter((name) => !NO_CONVERTERS.includes(name));
  // What fills a v.number() that the mapping does not name: nobody calls it.
  const all = [...exported, "numberOrTime"].sort();
  const held = new Set(CONVERTERS.map(([{ spec }]) => spec.builder.replace(/\(.*/s, "")));
  expect([...held].sort()).toEqual(all);
  expect([...all, encrypted(builders.text()).spec.builder.replace(/\(.*/s, "")].filter(isUnknown)).toEqual(
    [],
  );
});
const isUnknown = (builder: string): boolean => !isKnownBuilder(builder);

const cases = CONVERTERS.flatMap(([column, validator]) =>
  Object.entries(SAMPLES).map(
    ([type, samples]) => [column.spec.builder, type, column, validator, samples] as const,
  ),
);

const typeOf = (type: string) => sourceTypeOf({ type, enumValues: null, fields: null });

describe("the rules against the converters themselves", () => {
  test.each(cases)(
    "%s over %s -> the verdict holds for its values",
    (builder, type, column, validator, samples) => {
      const { cast, convert } = column.spec;
      const shape = shapeOf(validator as unknown as AnyValidator);
      const taken = samples.map(({ text, json }) => convert(cast === null ? json : text, shape).ok);
      const possible = {
        fits: [samples.map(() => true)],
        none: [samples.map(() => false)],
        some: [taken],
        unknown: [taken],
      }[verdictOn(builder, typeOf(type))];
      expect(possible).toContainEqual(taken);
    },
  );
});

test.each([
  ["integer", "numeric(10,2)", "none"],
  ["integer", "numeric(10,0)", "fits"],
  ["integer", "numeric", "some"],
  ["timestamp", "text", "some"],
  ["timestamp", "bigint", "none"],
  ["cents", "numeric(10,4)", "some"],
  ["cents", "numeric(10,2)", "fits"],
  ["cents(4)", "numeric(10,4)", "fits"],
  ["cents(0)", "numeric(10,2)", "some"],
  ["uuid", "integer", "none"],
  ["numberOrTime", "date", "none"],
  ["array(integer)", "integer[]", "fits"],
  ["array(integer)", "integer", "none"],
  ["array(uuid)", "integer[]", "none"],
  ["array(array(integer))", "integer[]", "unknown"],
  ["array(array(integer))", "uuid[]", "none"],
  ["array(integer)", "jsonb", "unknown"],
  ["encrypted(integer)", "uuid", "fits"],
  ["json", "uuid", "some"],
  ["json", "jsonb", "fits"],
  ["interval", "integer", "some"],
  ["char", "character(5)", "fits"],
  ["inet", "cidr", "fits"],
  ["hstore", "jsonb", "some"],
  ["hstore", "integer", "none"],
  ["object", "jsonb", "fits"],
  ["vector", "real[]", "fits"],
  ["vector", "text[]", "some"],
  ["skip", "jsonb", "unknown"],
  ["key", "jsonb", "unknown"],
  ["aLaterOne", "integer", "unknown"],
  ["date", "public.birthday", "some"],
])("%s over %s -> %s", (builder, type, verdict) => {
  expect(verdictOn(builder, typeOf(type))).toBe(verdict);
});

const plain = { name: "c", nullable: false, comment: null, enumValues: null, fields: null };

test.each<[string, Partial<CatalogueColumn> & { type: string }, string, string]>([
  ["a numeric", { type: "numeric(10,2)" }, "integer", 'Map it with decimal("c") into a field of v.string()'],
  ["more digits than cents", { type: "numeric(12,4)" }, "cents", 'Map it with cents("c", { digits: 4 })'],
  [
    "a date in a v.number() that nobody named",
    { type: "date" },
    "numberOrTime",
    'Map it with timestamp("c"), its midnight in UTC, or with date("c") into a field of v.string()',
  ],
  [
    "a timestamp of less precision",
    { type: "timestamp(3) with time zone" },
    "integer",
    'Map it with timestamp("c") into a field of v.number()',
  ],
  [
    "an array",
    { type: "text[]" },
    "integer",
    'Map it with array(text(), "c") into a field of v.array(v.union(v.string(), v.null()))',
  ],
  [
    "an enum",
    { type: "public.mood", enumValues: ["happy", "sad"] },
    "integer",
    'Map it with text("c") into a field of v.union(v.literal("happy"), v.literal("sad"))',
  ],
  [
    "a vector in a schema",
    { type: "extensions.vector(3)" },
    "integer",
    'Map it with vector("c") into a field of v.array(v.number())',
  ],
  ["a tsvector", { type: "tsvector" }, "integer", 'Leave it behind: ignore: ["c"]'],
])("%s that its converter does not take -> how to map it", (_title, column, readAs, said) => {
  expect(suggestion(readAs, { ...plain, ...column }, "c")).toBe(said);
});
