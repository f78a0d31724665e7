import { legacyFieldOf, snakeCase } from "../shared/casing.ts";
import { type Column, ComputedColumn, LoadedAtColumn, NestedColumn, RefColumn } from "./column.ts";
import type { AnyColumn } from "./declaration.ts";
import type { SchemaTable } from "./schemaTables.ts";
import { ANY, objectFieldsOf, type Shape, shapeOf } from "./shape.ts";
import type {
  MappedComputed,
  MappedField,
  MappedInput,
  MappedNaturalKey,
  MappedNested,
  MappedRef,
  MappedValue,
} from "./table.ts";

type Place = { field: string; shape: Shape };
type Context = {
  /** The table's own fields, among which the ref's legacy field may be. */
  validators: SchemaTable["validators"];
  schema: ReadonlyMap<string, SchemaTable>;
};

/**
 * One field's column, ready to map rows.
 *
 * @param automatic Nobody named the column: an optional field may then belong to the target alone.
 */
export function compileField(
  place: Place,
  column: AnyColumn,
  automatic: boolean,
  context: Context,
): MappedField {
  const targetOnly = automatic && place.shape.optional;
  if (column instanceof ComputedColumn) return compileComputed(place, column);
  if (column instanceof NestedColumn) return compileNested(place, column as NestedColumn<NestedColumns>);
  if (column instanceof LoadedAtColumn) return { kind: "loadedAt", ...place };
  return column instanceof RefColumn
    ? compileRef(place, column, targetOnly, context)
    : compileValue(place, column, targetOnly);
}

export const compileInputs = (inputs: Readonly<Record<string, Column>>): MappedInput[] =>
  Object.entries(inputs).map(([name, { spec, modifiers }]) => ({
    ...{ name, spec, modifiers },
    column: spec.column ?? snakeCase(name),
  }));

const compileComputed = (place: Place, { spec }: ComputedColumn): MappedComputed => ({
  ...{ kind: "computed", ...place, spec },
  inputs: compileInputs(spec.inputs),
});

type NestedColumns = Readonly<Record<string, Column | ComputedColumn>>;

function compileNested(place: Place, { inner }: NestedColumn<NestedColumns>): MappedNested {
  const validators = objectFieldsOf(place.shape);
  return {
    kind: "nested",
    ...place,
    inner: Object.entries(inner).map(([field, column]) => {
      // A key that the schema lacks is kept, so that the check can name it.
      const validator = validators?.[field];
      const at = { field, shape: validator === undefined ? ANY : shapeOf(validator) };
      return column instanceof ComputedColumn ? compileComputed(at, column) : compileValue(at, column, false);
    }),
  };
}

function compileValue(place: Place, { spec, modifiers }: Column, targetOnly: boolean): MappedValue {
  return {
    kind: "value",
    ...place,
    column: spec.column ?? snakeCase(place.field),
    spec,
    modifiers: { ...modifiers, mayBeMissing: modifiers.mayBeMissing || targetOnly },
  };
}

function compileRef(place: Place, { spec }: RefColumn, targetOnly: boolean, context: Context): MappedRef {
  const legacyField = legacyFieldOf(place.field);
  return {
    kind: "ref",
    ...place,
    table: spec.table,
    columns: spec.natural ? [] : (spec.columns ?? [snakeCase(place.field)]),
    natural: spec.natural && compileNaturalKey(spec.table, spec.natural, context),
    resolve: spec.resolve,
    orphan: spec.orphan,
    mayBeMissing: spec.mayBeMissing || targetOnly,
    legacyField: !spec.natural && legacyField in context.validators ? legacyField : undefined,
  };
}

function compileNaturalKey(
  table: string,
  { index, by }: NonNullable<RefColumn["spec"]["natural"]>,
  { schema }: Context,
): MappedNaturalKey {
  const parent = schema.get(table);
  // A part that the index lacks is kept, so that the check can name it.
  const order = [...(parent?.indexes.get(index) ?? []), ...Object.keys(by)];
  const fields = [...new Set(order)].filter((field) => Object.hasOwn(by, field));
  const context = { validators: {}, schema };
  return {
    index,
    parts: fields.map((field) => {
      const validator = parent?.validators[field];
      const place = { field, shape: validator === undefined ? ANY : shapeOf(validator) };
      const column = by[field] as Column | RefColumn;
      return column instanceof RefColumn
        ? compileRef(place, column, false, context)
        : compileValue(place, column, false);
    }),
  };
}
