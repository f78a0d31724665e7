import { Column, type ValueSpec } from "./column.ts";
import { toArray } from "./convert/array.ts";
import { toJson } from "./convert/json.ts";
import { toDecimal, toInteger, toMinorUnits, toNumber } from "./convert/number.ts";
import { toBoolean, toDate, toText, toUuid } from "./convert/text.ts";
import { type TimestampOptions, toTimestamp } from "./convert/timestamp.ts";
import { elementOf, type Shape, shapeOf, takes } from "./shape.ts";

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;
type Given = Pick<ValueSpec, "builder" | "column" | "needs" | "suits" | "convert"> & Partial<ValueSpec>;

const column = <Fills, Plain>(given: Given): Column<Fills, Plain> =>
  new Column({ cast: null, options: {}, ...given });

const into =
  (...kinds: string[]) =>
  (shape: Shape): boolean =>
    takes(shape, ...kinds);

/** Any column as the text that Postgres writes for it: digits of a numeric, an enum's label, JSON text. */
export const text = (name?: string): Column<string, string> =>
  column({
    builder: "text",
    column: name,
    cast: "text",
    needs: "v.string()",
    suits: into("string"),
    convert: toText,
  });

/** A uuid, kept as text. A foreign key is a `ref`. */
export const uuid = (name?: string): Column<string, string> =>
  column({ builder: "uuid", column: name, needs: "v.string()", suits: into("string"), convert: toUuid });

/** int2, int4, int8 or a whole numeric: to v.int64() exact; to v.number() exact or refused; to v.string() its digits. */
export const integer = (name?: string): Column<number | bigint | string, number> =>
  column({
    builder: "integer",
    column: name,
    cast: "text",
    needs: "v.number(), v.int64() or v.string()",
    suits: into("float64", "int64", "string"),
    convert: toInteger,
  });

/** A number as a double: whole numbers exact or refused, others the nearest double. */
export const number = (name?: string): Column<number, number> =>
  column({
    builder: "number",
    column: name,
    cast: "text",
    needs: "v.number()",
    suits: into("float64"),
    convert: toNumber,
  });

export const boolean = (name?: string): Column<boolean, boolean> =>
  column({
    builder: "boolean",
    column: name,
    needs: "v.boolean()",
    suits: into("boolean"),
    convert: toBoolean,
  });

/**
 * timestamptz, timestamp (read as UTC) or date (its midnight in UTC): whole Unix milliseconds rounded down in a
 * v.number(), or with `unit: "microseconds"` whole Unix microseconds in a v.int64(). `infinity` is refused unless
 * `infinity: "absent"` leaves the field out.
 */
export function timestamp(
  name: string | undefined,
  options: { unit: "microseconds"; infinity?: TimestampOptions["infinity"] },
): Column<bigint, bigint>;
export function timestamp(
  name?: string,
  options?: { unit?: "milliseconds"; infinity?: TimestampOptions["infinity"] },
): Column<number, number>;
export function timestamp(
  name?: string,
  { unit = "milliseconds", infinity = "reject" }: Partial<TimestampOptions> = {},
): Column<never> {
  const options: TimestampOptions = { unit, infinity };
  const kind = unit === "milliseconds" ? "float64" : "int64";
  return column({
    builder: "timestamp",
    column: name,
    needs: unit === "milliseconds" ? "v.number()" : "v.int64()",
    suits: into(kind),
    convert: (value) => toTimestamp(value, options),
    options,
  });
}

/** A date as its ISO text, such as "2026-01-31". */
export const date = (name?: string): Column<string, string> =>
  column({ builder: "date", column: name, needs: "v.string()", suits: into("string"), convert: toDate });

/** A decimal amount in its minor unit, exact: "12.30" → 1230. More digits than `digits` are refused, not rounded. */
export const cents = (
  name?: string,
  { digits = 2 }: { digits?: number } = {},
): Column<number | bigint, number> =>
  column({
    builder: "cents",
    column: name,
    cast: "text",
    needs: "v.number() or v.int64()",
    suits: into("float64", "int64"),
    convert: (value, shape) => toMinorUnits(value, digits, shape),
    options: { digits },
  });

/** A numeric: to v.string() the digits as written, to v.number() the nearest double. */
export const decimal = (name?: string): Column<string | number, string> =>
  column({
    builder: "decimal",
    column: name,
    cast: "text",
    needs: "v.string() or v.number()",
    suits: into("string", "float64"),
    convert: toDecimal,
  });

/** json or jsonb: to v.string() its text, every key and digit kept; else the parsed value. */
export const json = (name?: string): Column<unknown, Json> =>
  column({
    builder: "json",
    column: name,
    cast: "text",
    needs: "v.any(), v.object(), v.array(), v.record() or v.string()",
    suits: (shape) => !takes(shape, "id") || shape.kinds.has("any"),
    convert: toJson,
  });

/** An array whose elements are converted one by one: `array(integer(), "scores")`. */
export function array<Fills, Plain>(element: Column<Fills, Plain>, name?: string): Column<Fills[], Plain[]> {
  const { spec } = element;
  return column({
    builder: `array(${spec.builder})`,
    column: name,
    needs: `v.array() of ${spec.needs}`,
    suits: (shape) => shape.kinds.has("any") || suitsElement(spec, shape),
    convert: (value, shape) => toArray(value, element, elementShape(shape)),
    options: { ...spec.options, element: JSON.stringify(element.modifiers) },
  });
}

const elementShape = (shape: Shape): Shape => {
  const element = elementOf(shape);
  return element === undefined ? shape : shapeOf(element);
};

function suitsElement(spec: ValueSpec, shape: Shape): boolean {
  const element = elementOf(shape);
  return element !== undefined && spec.suits(shapeOf(element));
}
