import type { Column } from "./column.ts";
import { toBytes } from "./convert/bytes.ts";
import { toGeoJson } from "./convert/geojson.ts";
import { toHstore } from "./convert/hstore.ts";
import { type JsonKeys, toJson } from "./convert/json.ts";
import { toMoney } from "./convert/money.ts";
import { toDecimal, toInteger, toMinorUnits, toNumber, toNumberOrTime } from "./convert/number.ts";
import { toBoolean, toChar, toInet, toText, toUuid } from "./convert/text.ts";
import { into, newColumn } from "./newColumn.ts";
import { takes } from "./shape.ts";

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;

/** Any column as the text that Postgres writes for it: digits of a numeric, an enum's label. */
export const text = (name?: string): Column<string, string> =>
  newColumn({
    builder: "text",
    column: name,
    cast: "text",
    needs: "v.string()",
    suits: into("string"),
    convert: toText,
  });

/** char(n): its text without the spaces that pad it. */
export const char = (name?: string): Column<string, string> =>
  newColumn({
    builder: "char",
    column: name,
    cast: "text",
    needs: "v.string()",
    suits: into("string"),
    convert: toChar,
  });

/** An inet: its text without the netmask of a single host, `10.0.0.1`, as Postgres shows it. */
export const inet = (name?: string): Column<string, string> =>
  newColumn({
    builder: "inet",
    column: name,
    cast: "text",
    needs: "v.string()",
    suits: into("string"),
    convert: toInet,
  });

/** A uuid, kept as text. A foreign key is a `ref`. */
export const uuid = (name?: string): Column<string, string> =>
  newColumn({ builder: "uuid", column: name, needs: "v.string()", suits: into("string"), convert: toUuid });

/** int2, int4, int8 or a whole numeric: to v.int64() exact; to v.number() exact or refused; to v.string() its digits. */
export const integer = (name?: string): Column<number | bigint | string, number> =>
  newColumn({
    builder: "integer",
    column: name,
    cast: "text",
    needs: "v.number(), v.int64() or v.string()",
    suits: into("float64", "int64", "string"),
    convert: toInteger,
  });

/** A number as a double: whole numbers exact or refused, others the nearest double. */
export const number = (name?: string): Column<number, number> =>
  newColumn({
    builder: "number",
    column: name,
    cast: "text",
    needs: "v.number()",
    suits: into("float64"),
    convert: toNumber,
  });

/** What fills a v.number() that the mapping does not name: a number, or a time in Unix milliseconds. */
export const numberOrTime = (): Column<number, number> =>
  newColumn({
    builder: "numberOrTime",
    column: undefined,
    cast: "text",
    needs: "v.number()",
    suits: into("float64"),
    convert: toNumberOrTime,
  });

export const boolean = (name?: string): Column<boolean, boolean> =>
  newColumn({
    builder: "boolean",
    column: name,
    needs: "v.boolean()",
    suits: into("boolean"),
    convert: toBoolean,
  });

/** A decimal amount in its minor unit, exact: "12.30" → 1230. More digits than `digits` are refused, not rounded. */
export const cents = (
  name?: string,
  { digits = 2 }: { digits?: number } = {},
): Column<number | bigint, number> =>
  newColumn({
    builder: "cents",
    column: name,
    cast: "text",
    needs: "v.number() or v.int64()",
    suits: into("float64", "int64"),
    convert: (value, shape) => toMinorUnits(value, digits, shape),
    options: { digits },
  });

/**
 * The type money in its minor unit, exact: "$1,234.56" → 123456. `digits` is how many digits the database's lc_monetary
 * has after the point; an amount that is written in another way is refused.
 */
export const money = (
  name?: string,
  { digits = 2 }: { digits?: number } = {},
): Column<number | bigint, number> =>
  newColumn({
    builder: "money",
    column: name,
    cast: "text",
    needs: "v.number() or v.int64()",
    suits: into("float64", "int64"),
    convert: (value, shape) => toMoney(value, digits, shape),
    options: { digits },
  });

/** A numeric: to v.string() the digits as written, to v.number() the nearest double. */
export const decimal = (name?: string): Column<string | number, string> =>
  newColumn({
    builder: "decimal",
    column: name,
    cast: "text",
    needs: "v.string() or v.number()",
    suits: into("string", "float64"),
    convert: toDecimal,
  });

/** A bytea, byte for byte. */
export const bytes = (name?: string): Column<ArrayBuffer, ArrayBuffer> =>
  newColumn({
    builder: "bytes",
    column: name,
    cast: "text",
    needs: "v.bytes()",
    suits: into("bytes"),
    convert: toBytes,
  });

/**
 * json or jsonb: to v.string() its text, every key and digit kept; else the parsed value. JSON's null counts as NULL.
 *
 * @param keys What becomes of keys that Convex refuses (`$` in front, not ASCII, `__proto__`): the row is refused, or with
 * `escape` they are renamed, `$form` to `_x24_form`, which `unescapeKey` takes back.
 */
export const json = (name?: string, { keys = "refuse" }: { keys?: JsonKeys } = {}): Column<unknown, Json> =>
  newColumn({
    builder: "json",
    column: name,
    cast: "json",
    needs: "v.any(), v.object(), v.array(), v.record() or v.string()",
    suits: (shape) => !takes(shape, "id") || shape.kinds.has("any"),
    structured: true,
    convert: (value, shape) => toJson(value, shape, keys),
    options: { keys },
  });

/** An hstore as an object of texts and nulls; `keys` as in `json`. */
export const hstore = (
  name?: string,
  { keys = "refuse" }: { keys?: JsonKeys } = {},
): Column<Record<string, string | null> | string, Record<string, string | null>> =>
  newColumn({
    builder: "hstore",
    column: name,
    needs: "v.record(), v.any() or v.string()",
    suits: into("record", "object", "string"),
    structured: true,
    convert: (value, shape) => toHstore(value, shape, keys),
    options: { keys },
  });

/** A PostGIS geometry as a GeoJSON object, or in v.string() as its text. */
export const geojson = (name?: string): Column<unknown, Json> =>
  newColumn({
    builder: "geojson",
    column: name,
    needs: "v.any(), v.object() or v.string()",
    suits: into("object", "record", "string"),
    structured: true,
    convert: toGeoJson,
  });
