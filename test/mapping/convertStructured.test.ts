import { v } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  array,
  bytes,
  char,
  date,
  geojson,
  inet,
  integer,
  numberOrTime,
  range,
  timestamp,
  vector,
} from "../../src/mapping/builders.ts";
import { fits, outcome } from "./outcome.ts";

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

test("any bytes, in hexadecimal -> the same", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (given) => {
      expect(fits(bytes(), v.bytes(), `\\x${hex(given)}`)).toEqual(new Uint8Array(given).buffer);
    }),
  );
});

test.each([
  ["no bytes", "\\x", { value: new ArrayBuffer(0) }],
  ["bytes by position", { 0: 0, 1: 255 }, { value: Uint8Array.of(0, 255).buffer }],
  ["half a byte", "\\x0", { code: "BAD_BYTES" }],
  ["no hexadecimal", "\\x0g", { code: "BAD_BYTES" }],
  ["bytea_output escape", "a\\000", { code: "BAD_BYTES" }],
  ["base64", "AP8=", { code: "BAD_BYTES" }],
  ["another object", { 0: 256 }, { code: "BAD_BYTES" }],
])("bytes: %s", (_title, given, expected) => {
  expect(outcome(bytes(), v.bytes(), given)).toEqual(expected);
});

test.each([
  ["a vector", "[1,-0.5,1e-05]", { value: [1, -0.5, 0.00001] }],
  ["an array", "{1,NaN}", { value: [1, Number.NaN] }],
  ["a sparse vector", "{1:1,3:2}/5", { code: "BAD_ARRAY" }],
])("vector: %s", (_title, given, expected) => {
  expect(outcome(vector(), v.array(v.number()), given)).toEqual(expected);
});

test("vectors in an array, as Postgres's text and as JSON -> arrays of numbers", () => {
  const validator = v.array(v.array(v.number()));
  expect(outcome(array(vector()), validator, '{"[1,2]","[3]"}')).toEqual({ value: [[1, 2], [3]] });
  expect(outcome(array(vector()), validator, '["[1,2]","[3]"]')).toEqual({ value: [[1, 2], [3]] });
});

const vBounds = v.object({
  lower: v.optional(v.number()),
  upper: v.union(v.number(), v.null()),
  lowerInclusive: v.boolean(),
  upperInclusive: v.boolean(),
  empty: v.boolean(),
});
const flags = (lowerInclusive: boolean, upperInclusive: boolean) => ({
  ...{ lowerInclusive, upperInclusive },
  empty: false,
});

test.each([
  ["of whole numbers", range(integer()), "[1,10)", { value: { lower: 1, upper: 10, ...flags(true, false) } }],
  ["without ends", range(integer()), "(,)", { value: { upper: null, ...flags(false, false) } }],
  [
    "of times",
    range(timestamp()),
    '["1970-01-01 00:00:01+00","1970-01-01 00:00:02+00"]',
    { value: { lower: 1000, upper: 2000, ...flags(true, true) } },
  ],
  [
    "that never ends, refused",
    range(timestamp()),
    '["1970-01-01 00:00:01+00",infinity)',
    { code: "INFINITE_TIME", path: ".upper" },
  ],
  [
    "that never ends, as no bound",
    range(timestamp("", { infinity: "absent" })),
    "[-infinity,infinity)",
    { value: { upper: null, ...flags(true, false) } },
  ],
  ["of something else", range(integer()), "[a,b)", { code: "BAD_INTEGER", path: ".lower" }],
  ["a multirange", range(integer()), "{[1,2)}", { code: "BAD_RANGE" }],
  ["one bound", range(integer()), "[1)", { code: "BAD_RANGE" }],
  ["text after it", range(integer()), "[1,2) ", { code: "BAD_RANGE" }],
])("a range %s", (_title, column, given, expected) => {
  expect(outcome(column, vBounds, given)).toEqual(expected);
});

test("an empty range where bounds are required and may be null -> bounds of null", () => {
  const bound = v.union(v.number(), v.null());
  const flag = v.boolean();
  const field = v.object({
    ...{ lower: bound, upper: bound, lowerInclusive: flag, upperInclusive: flag, empty: flag },
  });
  expect(outcome(range(integer()), field, "empty")).toEqual({
    value: { lower: null, upper: null, lowerInclusive: false, upperInclusive: false, empty: true },
  });
});

test("an empty range -> no bounds", () => {
  expect(outcome(range(integer()), v.any(), "empty")).toEqual({
    value: { lowerInclusive: false, upperInclusive: false, empty: true },
  });
});

const POINT = { type: "Point", coordinates: [8.5, 47.25] };
test.each([
  ["an object", v.any(), POINT, { value: POINT }],
  ["its text", v.any(), JSON.stringify(POINT), { value: POINT }],
  ["an object in v.string()", v.string(), POINT, { value: JSON.stringify(POINT) }],
  [
    "PostGIS's binary",
    v.any(),
    "0101000020E610000000000000000021400000000000A04740",
    { code: "BINARY_GEOMETRY" },
  ],
  ["another object", v.any(), { a: 1 }, { code: "BAD_GEOJSON" }],
  ["text", v.any(), "POINT(8.5 47.25)", { code: "BAD_GEOJSON" }],
])("geojson: %s", (_title, validator, given, expected) => {
  expect(outcome(geojson(), validator, given)).toEqual(expected);
});

test.each([
  ["a number", "12.5", { value: 12.5 }],
  ["a whole number past 2^53", "9007199254740993", { code: "NOT_EXACT" }],
  ["a time", "1970-01-01 00:00:01.0019+00", { value: 1001 }],
  ["a time without a zone, which is UTC", "1970-01-01T00:00:01", { value: 1000 }],
  ["a time before Christ", "0001-12-31 00:00:00+00 BC", { value: -62_135_683_200_000 }],
  ["a date", "1970-01-01", { code: "BAD_NUMBER" }],
  ["a number's infinity", "Infinity", { value: Infinity }],
  ["a time's infinity", "infinity", { code: "INFINITE_TIME" }],
  ["a broken time", "1970-13-01 00:00:01+00", { code: "BAD_TIMESTAMP" }],
  ["text", "x", { code: "BAD_NUMBER" }],
])("a number or a time: %s", (_title, given, expected) => {
  expect(outcome(numberOrTime(), v.number(), given)).toEqual(expected);
});

test.each([
  ["char: padded", char(), " a  ", { value: " a" }],
  ["char: a tab is no padding", char(), "a\t", { value: "a\t" }],
  ["inet: a host, as text", inet(), "10.0.0.1/32", { value: "10.0.0.1" }],
  ["inet: a host, as JSON", inet(), "10.0.0.1", { value: "10.0.0.1" }],
  ["inet: a network", inet(), "10.0.0.0/8", { value: "10.0.0.0/8" }],
  ["inet: IPv6", inet(), "::1/128", { value: "::1" }],
  ["inet: a network of IPv6", inet(), "2001:db8::/32", { value: "2001:db8::/32" }],
  ["inet: text", inet(), "localhost", { code: "BAD_INET" }],
  ["date: as it is", date(), "2026-01-31", { value: "2026-01-31" }],
])("%s", (_title, column, given, expected) => {
  expect(outcome(column, v.string(), given)).toEqual(expected);
});
