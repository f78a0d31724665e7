import { v } from "convex/values";
import fc from "fast-check";
import {
  array,
  boolean,
  bytes,
  cents,
  integer,
  range,
  text,
  timestamp,
  vector,
} from "../../src/mapping/builders.ts";
import { arrayOf, int8, literal, tableOf, unicode } from "./postgresText.ts";
import { Refused, type ValueCase } from "./renderings.ts";

/** Arrays that do not begin at 1. */
const shifted = fc
  .array(unicode, { minLength: 1, maxLength: 5 })
  .map((items) => `[-3:${items.length - 4}]=${literal(items)}`);

const nullable = <Each extends ReturnType<typeof v.string>>(validator: Each) => v.union(validator, v.null());
const parsed = (said: string): unknown => JSON.parse(said);
const texts = "array_to_json(c)";
/** Elements that the server writes as text one by one, whatever their type. */
const each = (expression: string): string =>
  `(select coalesce(json_agg(${expression} order by n), '[]') from unnest(c) with ordinality u(e, n))`;
const eachBecomes =
  (becomes: (said: string) => unknown) =>
  (said: string): unknown =>
    (JSON.parse(said) as (string | null)[]).map((item) => (item === null ? null : becomes(item)));
const bytesOf = (hex: string): unknown =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)).buffer;

export const arrayCases: ValueCase[] = [
  ...[arrayOf(unicode), shifted, fc.constantFrom("{}", '{"NULL",NULL,null}')].map((values) => ({
    ...{ type: "text[]", column: array(text()), field: v.array(nullable(v.string())) },
    ...{ values, says: texts, becomes: parsed },
  })),
  {
    ...{ type: "text[][]", column: array(array(text())), field: v.array(v.array(v.string())) },
    ...{ values: tableOf(unicode), says: texts, becomes: parsed },
  },
  {
    ...{ type: "text[][]", column: array(text()), field: v.array(v.string()) },
    ...{
      values: tableOf(unicode).filter((given) => given !== "{}"),
      says: texts,
      becomes: () => new Refused("NESTED_ARRAY"),
    },
  },
  {
    ...{ type: "int8[]", column: array(integer()), field: v.array(v.union(v.int64(), v.null())) },
    ...{ values: arrayOf(int8.map(String)), says: each("e::text"), becomes: eachBecomes(BigInt) },
  },
  {
    ...{
      type: "int8[][]",
      column: array(array(integer())),
      field: v.array(v.array(v.int64())),
      values: tableOf(int8.map(String)),
    },
    ...{
      says: "array_to_json(c::text[])",
      becomes: (said) => (JSON.parse(said) as string[][]).map((row) => row.map(BigInt)),
    },
  },
  {
    ...{ type: "numeric(22,2)[]", column: array(cents()), field: v.array(v.union(v.int64(), v.null())) },
    ...{ values: arrayOf(fc.bigInt({ min: -(2n ** 56n), max: 2n ** 56n }).map((n) => `${n}.07`)) },
    ...{ says: each("(e * 100)::bigint::text"), becomes: eachBecomes(BigInt) },
  },
  {
    ...{ type: "boolean[]", column: array(boolean()), field: v.array(v.union(v.boolean(), v.null())) },
    ...{ values: arrayOf(fc.constantFrom("t", "f")), says: texts, becomes: parsed },
  },
  {
    ...{ type: "timestamptz[]", column: array(timestamp()), field: v.array(v.union(v.number(), v.null())) },
    ...{
      values: arrayOf(
        fc
          .date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true })
          .map((at) => at.toISOString()),
      ),
    },
    ...{ says: each("floor(extract(epoch from e) * 1000)::text"), becomes: eachBecomes(Number) },
  },
  {
    ...{ type: "bytea[]", column: array(bytes()), field: v.array(v.union(v.bytes(), v.null())) },
    ...{ values: arrayOf(fc.stringMatching(/^([0-9a-f]{2}){0,9}$/).map((hex) => `\\x${hex}`)) },
    ...{ says: each("encode(e, 'hex')"), becomes: eachBecomes(bytesOf) },
  },
  {
    ...{ type: "float8[]", column: vector(), field: v.array(v.number()) },
    ...{
      values: fc
        .array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }))
        .map((items) => `{${items.join(",")}}`),
    },
    ...{ says: texts, becomes: parsed },
  },
  {
    ...{ type: "int8range", column: range(integer()), field: v.any() },
    ...{
      values: fc
        .tuple(fc.nat(), fc.nat(), fc.constantFrom("[]", "[)", "()"))
        .map(([from, length, [opening, closing]]) => `${opening}${from},${from + length}${closing}`),
    },
    ...{
      says: "case when isempty(c) then json_build_object('lowerInclusive', false, 'upperInclusive', false, 'empty', true) else json_build_object('lower', lower(c), 'upper', upper(c), 'lowerInclusive', lower_inc(c), 'upperInclusive', upper_inc(c), 'empty', false) end",
      becomes: parsed,
    },
  },
];
