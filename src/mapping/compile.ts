import { type PlanProblem, sourceOf } from "../shared/plan.ts";
import { automaticColumn } from "./automatic.ts";
import { legacyFieldOf, snakeCase } from "./casing.ts";
import { ComputedColumn, RefColumn } from "./column.ts";
import type { AnyColumn, AnyTableMapping, LegacyIdNames } from "./declaration.ts";
import type { SchemaTable } from "./schemaTables.ts";
import { idTableOf, type Shape, shapeOf } from "./shape.ts";
import type { MappedField, MappedTable } from "./table.ts";

export type CompileContext = {
  schema: ReadonlyMap<string, SchemaTable>;
  mappedTables: ReadonlySet<string>;
  legacyId: LegacyIdNames;
};

type Compiled = { table: MappedTable; problems: PlanProblem[] };

/** Checks one table's mapping against the schema. What is wrong is listed, never thrown: all of it is shown at once. */
export function compileTable(target: string, mapping: AnyTableMapping, context: CompileContext): Compiled {
  const schemaTable = context.schema.get(target);
  const problems: PlanProblem[] = [];
  const report = (message: string, field?: string): void => {
    problems.push({
      table: target,
      ...(field === undefined ? {} : { field }),
      message: `${target}: ${message}`,
    });
  };
  if (schemaTable === undefined) {
    report(
      "the schema has no such table with fixed fields. Add it to convex/schema.ts with defineTable({ … }).",
    );
  }
  const validators = schemaTable?.validators ?? {};
  const legacyId = mapping.legacyId ?? context.legacyId;
  const declared = mapping.fields ?? {};
  for (const field of Object.keys(declared)) {
    if (schemaTable && !Object.hasOwn(validators, field))
      report(`the schema has no field "${field}".`, field);
  }
  const refFields = new Set(
    Object.entries(validators)
      .filter(([field, validator]) => isRef(declared[field], shapeOf(validator)))
      .map(([field]) => legacyFieldOf(field)),
  );
  const fields: MappedField[] = [];
  for (const [field, validator] of Object.entries(validators)) {
    // The tool itself fills the legacy fields.
    if (field === legacyId.field || (refFields.has(field) && declared[field] === undefined)) continue;
    const shape = shapeOf(validator);
    const column = declared[field] ?? automaticColumn(shape, context.mappedTables);
    if (typeof column === "string") {
      if (!shape.optional) report(`${field} ${column}: name its column in "fields".`, field);
      continue;
    }
    fields.push(mappedField(field, shape, column, declared[field] === undefined, validators));
  }
  return {
    table: {
      target,
      source: sourceOf(mapping.from),
      key: typeof mapping.key === "string" ? [mapping.key] : (mapping.key ?? ["id"]),
      fields,
      ignored: mapping.ignore ?? [],
      optional: mapping.optional ?? false,
      legacyId,
      validators,
      indexes: schemaTable?.indexes ?? new Map(),
    },
    problems,
  };
}

const isRef = (declared: AnyColumn | undefined, shape: Shape): boolean =>
  declared === undefined ? idTableOf(shape) !== undefined : declared instanceof RefColumn;

function mappedField(
  field: string,
  shape: Shape,
  column: AnyColumn,
  automatic: boolean,
  validators: MappedTable["validators"],
): MappedField {
  if (column instanceof ComputedColumn) {
    const inputs = Object.entries(column.spec.inputs).map(([name, { spec, modifiers }]) => ({
      ...{ name, spec, modifiers },
      column: spec.column ?? snakeCase(name),
    }));
    return { kind: "computed", field, shape, spec: column.spec, inputs };
  }
  // An optional field that nobody named may belong to the target alone, such as one that the new app added.
  const targetOnly = automatic && shape.optional;
  if (column instanceof RefColumn) {
    const { spec } = column;
    const legacyField = legacyFieldOf(field);
    return {
      kind: "ref",
      field,
      shape,
      table: spec.table,
      columns: spec.columns ?? [snakeCase(field)],
      resolve: spec.resolve,
      mayBeMissing: spec.mayBeMissing || targetOnly,
      legacyField: legacyField in validators ? legacyField : undefined,
    };
  }
  const { spec, modifiers } = column;
  return {
    kind: "value",
    field,
    shape,
    column: spec.column ?? snakeCase(field),
    spec,
    modifiers: { ...modifiers, mayBeMissing: modifiers.mayBeMissing || targetOnly },
  };
}
