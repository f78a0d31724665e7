import { snakeCase } from "../shared/casing.ts";
import type { Column, ValueSpec } from "./column.ts";
import { toArray } from "./convert/array.ts";
import { type ObjectFields, toObject } from "./convert/object.ts";
import { toRange } from "./convert/range.ts";
import { identityOf, newColumn } from "./newColumn.ts";
import { number } from "./scalarBuilders.ts";
import { ANY, elementOf, objectFieldsOf, type Shape, shapeOf } from "./shape.ts";

/**
 * An array of Postgres or of JSON, whose elements are converted one by one: `array(integer(), "scores")`,
 * `array(array(number()))`, `array(object({ … }), "entries")`.
 */
export function array<Fills, Plain>(
  element: Column<Fills, Plain>,
  name?: string,
): Column<(Fills | null)[], Plain[]> {
  const { spec } = element;
  return newColumn({
    builder: `array(${spec.builder})`,
    column: name,
    // As text no digit is lost; but what only JSON writes in a form that can be read must come as JSON.
    cast: spec.structured && spec.cast === null ? null : "text",
    needs: `v.array() of ${spec.needs}`,
    suits: (shape) => shape.kinds.has("any") || suitsElement(spec, shape),
    structured: true,
    inner: [spec],
    convert: (value, shape) => toArray(value, element, elementShape(shape)),
    options: { element: identityOf(element) },
  });
}

/** A vector or halfvec of pgvector, or an array of numbers, as an array of doubles. */
export function vector(name?: string): Column<(number | null)[], number[]> {
  const { spec } = array(number(), name);
  return newColumn({ ...spec, builder: "vector" });
}

const elementShape = (shape: Shape): Shape => {
  const element = elementOf(shape);
  return element === undefined ? ANY : shapeOf(element);
};

function suitsElement(spec: ValueSpec, shape: Shape): boolean {
  const element = elementOf(shape);
  return element !== undefined && spec.suits(shapeOf(element));
}

type Range<Bound> = {
  lower?: Bound | null;
  upper?: Bound | null;
  lowerInclusive: boolean;
  upperInclusive: boolean;
  empty: boolean;
};

/**
 * A range as an object `{ lower?, upper?, lowerInclusive, upperInclusive, empty }`: `range(integer(), "seats")`. A range
 * without an end on one side lacks that bound. A multirange is `text()`.
 */
export function range<Fills, Plain>(
  element: Column<Fills, Plain>,
  name?: string,
): Column<Range<Fills>, Range<Plain>> {
  const { spec } = element;
  const flags = ["lowerInclusive", "upperInclusive", "empty"];
  return newColumn({
    builder: "range",
    column: name,
    cast: "text",
    needs: `v.object() of lower and upper (v.optional() of ${spec.needs}), ${flags.join(", ")} (v.boolean())`,
    suits: (shape) => {
      const fields = objectFieldsOf(shape);
      if (fields === undefined) return shape.kinds.has("any");
      const suits = (field: string, test: (shape: Shape) => boolean): boolean =>
        fields[field] !== undefined && test(shapeOf(fields[field]));
      return (
        ["lower", "upper"].every((bound) => suits(bound, spec.suits)) &&
        flags.every((flag) => suits(flag, ({ kinds }) => kinds.has("boolean") || kinds.has("any")))
      );
    },
    inner: [spec],
    convert: (value, shape) => toRange(value, element, shape),
    options: { element: identityOf(element) },
  });
}

type Inner = Readonly<Record<string, Column<never>>>;
type FillsOf<Each> = Each extends Column<infer Fills, unknown> ? Fills : never;
type ObjectFills<Fields extends Inner> = {
  -readonly [Field in keyof Fields]?: FillsOf<Fields[Field]> | null;
};
type ObjectPlain<Fields extends Inner> = { -readonly [Field in keyof Fields]: Fields[Field]["plain"] | null };

export type ObjectOptions = {
  /** Keys left behind on purpose; a row with any other key that is not named is refused. */
  ignore?: readonly string[];
  /** `ignore` leaves behind every key that is not named. */
  rest?: "refuse" | "ignore";
};

/**
 * A json or jsonb object, field by field: `object({ title: text(), receivedAt: timestamp() }, "entry")`. A field is read
 * from the key of its name in snake_case (`received_at`) unless its column names the key. A key that is absent is NULL.
 */
export const object = <const Fields extends Inner>(
  fields: Fields,
  name?: string,
  options: ObjectOptions = {},
): Column<ObjectFills<Fields>, ObjectPlain<Fields>> => objectColumn("object", "json", fields, name, options);

/**
 * A value of a composite type, field by field, as `object` does it. Its numbers come as JSON: those past 2^53 are refused,
 * and so are digits that only their text has.
 */
export const composite = <const Fields extends Inner>(
  fields: Fields,
  name?: string,
  options: ObjectOptions = {},
): Column<ObjectFills<Fields>, ObjectPlain<Fields>> => objectColumn("composite", null, fields, name, options);

function objectColumn<Fills, Plain>(
  builder: "object" | "composite",
  cast: ValueSpec["cast"],
  given: Inner,
  name: string | undefined,
  { ignore = [], rest = "refuse" }: ObjectOptions,
): Column<Fills, Plain> {
  const columns = Object.entries(given as unknown as Record<string, Column>);
  const fields = columns.map(([field, column]) => ({
    ...{ field, column },
    key: column.spec.column ?? snakeCase(field),
  }));
  const plan: ObjectFields = { fields, ignored: new Set(ignore), ignoreRest: rest === "ignore" };
  return newColumn({
    builder,
    column: name,
    cast,
    needs: `v.object() of ${columns.map(([field, { spec }]) => `${field} (${spec.needs})`).join(", ")}`,
    suits: (shape) => shape.kinds.has("any") || suitsFields(plan, objectFieldsOf(shape) ?? {}),
    structured: true,
    inner: columns.map(([, { spec }]) => spec),
    convert: (value, shape) => toObject(value, plan, shape),
    options: {
      fields: JSON.stringify(columns.map(([field, column]) => [field, identityOf(column)]).sort()),
      ignore: JSON.stringify([...ignore].sort()),
      rest,
    },
  });
}

/** Every field of the mapping is in the schema and takes what its column yields, and none is missing that is required. */
function suitsFields(
  { fields }: ObjectFields,
  validators: ReturnType<typeof objectFieldsOf> & object,
): boolean {
  const mapped = new Set(fields.map(({ field }) => field));
  const complete = Object.entries(validators).every(
    ([field, { isOptional }]) => isOptional === "optional" || mapped.has(field),
  );
  return (
    complete &&
    fields.every(({ field, column }) => {
      const validator = validators[field];
      return validator !== undefined && column.spec.suits(shapeOf(validator));
    })
  );
}
