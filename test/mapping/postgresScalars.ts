import { v } from "convex/values";
import fc from "fast-check";
import {
  boolean,
  bytes,
  cents,
  char,
  decimal,
  inet,
  integer,
  json,
  money,
  number,
  numberOrTime,
  text,
  uuid,
} from "../../src/mapping/builders.ts";
import { Refused, type ValueCase } from "./renderings.ts";

const int8 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
);
const double = fc.oneof(fc.double(), fc.double({ min: -1e6, max: 1e6 }), fc.constantFrom(-0, 0.1, 2 ** 53));
const doubleText = double.map((n) => (Object.is(n, -0) ? "-0" : String(n)));
const unicode = fc.string({ unit: "binary" }).map((given) => given.replaceAll("\0", ""));
const numeric = fc.oneof(
  fc
    .tuple(int8, fc.stringMatching(/^\d{0,30}$/))
    .map(([whole, part]) => (part ? `${whole}.${part}` : `${whole}`)),
  fc.constantFrom("NaN", "0.00", "-0.50", "1e40"),
);
const amount = fc
  .bigInt({ min: -(2n ** 62n), max: 2n ** 62n })
  .map((units) => `${units / 100n}.${`${units < 0n ? -units : units}`.padStart(2, "0").slice(-2)}`);
const octet = fc.integer({ min: 0, max: 255 });
const host = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map((parts) => parts.join(".")),
  fc.ipV6(),
);

const itself = (said: string): unknown => said;
const fromBits = (hex: string): unknown =>
  new DataView(BigUint64Array.of(BigInt(`0x${hex}`)).buffer).getFloat64(0, true);
/** A double, unless it is a whole number of more digits than a double keeps. */
const nearest = (said: string): unknown => {
  const whole = /^(-?\d+)(?:\.0*)?$/.exec(said)?.[1];
  return whole !== undefined && BigInt(whole) !== BigInt(Number(whole))
    ? new Refused("NOT_EXACT")
    : Number(said);
};
const exactUnits = (said: string): unknown => {
  const units = BigInt(said);
  return BigInt(Number(units)) === units ? Number(units) : new Refused("NOT_EXACT");
};
const bytesOf = (hex: string): unknown =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)).buffer;

const FLOAT_BITS = "encode(float8send(c), 'hex')";
export const scalarCases: ValueCase[] = [
  { type: "uuid", column: uuid(), field: v.string(), says: "c::text", becomes: itself, values: fc.uuid() },
  { type: "text", column: text(), field: v.string(), says: "c", becomes: itself, values: unicode },
  { type: "varchar(5)", column: text(), field: v.string(), says: "c", becomes: itself, values: unicode },
  { type: "citext", column: text(), field: v.string(), says: "c::text", becomes: itself, values: unicode },
  {
    type: "char(5)",
    column: char(),
    field: v.string(),
    says: "rtrim(c, ' ')",
    becomes: itself,
    values: unicode,
  },
  {
    ...{ type: "mood", column: text(), says: "c::text", becomes: itself },
    field: v.union(v.literal("sad"), v.literal("o k"), v.literal('a,"b')),
    values: fc.constantFrom("sad", "o k", 'a,"b'),
  },
  {
    ...{ type: "boolean", column: boolean(), field: v.boolean(), says: "c::int" },
    becomes: (said) => said === "1",
    values: fc.constantFrom("t", "f"),
  },
  ...(["int2", "int4"] as const).map((type) => ({
    ...{ type, column: integer(), field: v.number(), says: "c", becomes: Number },
    values: fc.integer({ min: -32768, max: 32767 }).map(String),
  })),
  { type: "int8", column: integer(), field: v.int64(), says: "c", becomes: BigInt, values: int8.map(String) },
  {
    type: "int8",
    column: integer(),
    field: v.string(),
    says: "c",
    becomes: itself,
    values: int8.map(String),
  },
  {
    type: "int8",
    column: integer(),
    field: v.number(),
    says: "c",
    becomes: exactUnits,
    values: int8.map(String),
  },
  {
    type: "int8",
    column: numberOrTime(),
    field: v.number(),
    says: "c",
    becomes: exactUnits,
    values: int8.map(String),
  },
  {
    ...{ type: "float8", column: number(), field: v.number() },
    // Postgres writes no exponent below 1e15, and no digits that are not there above it.
    ...{ says: FLOAT_BITS, becomes: fromBits, values: doubleText },
  },
  {
    ...{ type: "float4", column: number(), field: v.number(), says: "c::text", becomes: Number },
    values: fc.float({ noDefaultInfinity: false }).map(String),
  },
  {
    type: "numeric",
    column: decimal(),
    field: v.string(),
    says: "c::text",
    becomes: itself,
    values: numeric,
  },
  { type: "numeric", column: text(), field: v.string(), says: "c::text", becomes: itself, values: numeric },
  {
    type: "numeric",
    column: number(),
    field: v.number(),
    says: "c::text",
    becomes: nearest,
    values: numeric,
  },
  {
    ...{ type: "numeric(22,2)", column: cents(), field: v.int64(), says: "(c * 100)::bigint" },
    ...{ becomes: BigInt, values: amount },
  },
  {
    ...{ type: "numeric(22,2)", column: cents(), field: v.number(), says: "(c * 100)::bigint" },
    ...{ becomes: exactUnits, values: amount },
  },
  {
    ...{ type: "money", column: money(), field: v.int64(), says: "(c::numeric * 100)::bigint" },
    ...{ becomes: BigInt, values: amount },
  },
  {
    ...{ type: "bytea", column: bytes(), field: v.bytes(), says: "encode(c, 'hex')", becomes: bytesOf },
    values: fc
      .uint8Array({ maxLength: 40 })
      .map((given) => `\\x${[...given].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`),
  },
  { type: "inet", column: inet(), field: v.string(), says: "format('%s', c)", becomes: itself, values: host },
  {
    ...{ type: "inet", column: inet(), field: v.string(), says: "format('%s', c)", becomes: itself },
    values: fc
      .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
      .map(([address, bits]) => `${address}/${bits}`),
  },
  { type: "cidr", column: text(), field: v.string(), says: "format('%s', c)", becomes: itself, values: host },
  {
    ...{ type: "macaddr", column: text(), field: v.string(), says: "format('%s', c)", becomes: itself },
    values: fc
      .array(octet, { minLength: 6, maxLength: 6 })
      .map((parts) => parts.map((part) => part.toString(16).padStart(2, "0")).join(":")),
  },
  {
    ...{ type: "ltree", column: text(), field: v.string(), says: "format('%s', c)", becomes: itself },
    values: fc
      .array(fc.stringMatching(/^[A-Za-z0-9_]{1,8}$/), { maxLength: 4 })
      .map((labels) => labels.join(".")),
  },
  {
    ...{ type: "bit(3)", column: text(), field: v.string(), says: "format('%s', c)", becomes: itself },
    values: fc.stringMatching(/^[01]{3}$/),
  },
  {
    ...{ type: "xml", column: text(), field: v.string(), says: "c::text", becomes: itself },
    values: fc.stringMatching(/^<a>[a-z ]{0,9}<\/a>$/),
  },
  {
    ...{ type: "int4multirange", column: text(), field: v.string(), says: "c::text", becomes: itself },
    values: fc.tuple(fc.nat(999), fc.nat(999)).map(([a, b]) => `{[${a},${a + 2}),[${b + 2000},)}`),
  },
  {
    ...{ type: "tsvector", column: text(), field: v.string(), says: "format('%s', c)", becomes: itself },
    values: fc.stringMatching(/^[a-z]{1,5}( [a-z]{1,5}){0,3}$/),
  },
  {
    ...{
      type: "json",
      column: json(),
      field: v.string(),
      says: "btrim(c::text, E' \\n\\r\\t')",
      becomes: (said) => (said === "null" ? null : said),
    },
    values: fc.json({ stringUnit: "binary" }),
  },
];
