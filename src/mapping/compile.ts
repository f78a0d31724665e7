import { legacyFieldOf } from "../shared/casing.ts";
import { type PlanProblem, sourceOf } from "../shared/plan.ts";
import { automaticColumn } from "./automatic.ts";
import { RefColumn } from "./column.ts";
import { compileField } from "./compileField.ts";
import { compileFilters, compileJoins, compileMatch, compileSkips, compileSync } from "./compileRows.ts";
import type { AnyColumn, AnyLookupMapping, AnyTableMapping, LegacyIdNames } from "./declaration.ts";
import type { SchemaTable } from "./schemaTables.ts";
import { idTableOf, type Shape, shapeOf } from "./shape.ts";
import type { MappedField, MappedTable } from "./table.ts";

export type CompileContext = {
  schema: ReadonlyMap<string, SchemaTable>;
  /** Targets that a ref can refer to: those that are filled, and those that are looked up. */
  mappedTables: ReadonlySet<string>;
  legacyId: LegacyIdNames;
};

export type Compiled = { table: MappedTable; problems: PlanProblem[] };

/** Checks one table's mapping against the schema. What is wrong is listed, never thrown: all of it is shown at once. */
export function compileTable(target: string, mapping: AnyTableMapping, context: CompileContext): Compiled {
  const report = new Problems(target);
  const schemaTable = schemaTableOf(target, context, report);
  const { validators } = schemaTable;
  const legacyId = mapping.legacyId ?? context.legacyId;
  const declared = declaredFields(mapping.fields, schemaTable, report);
  const refFields = new Set(
    Object.entries(validators)
      .filter(([field, validator]) => isRef(declared[field], shapeOf(validator)))
      .map(([field]) => legacyFieldOf(field)),
  );
  // The tool itself fills the legacy fields.
  const isFilled = (field: string): boolean =>
    field !== legacyId.field && (!refFields.has(field) || declared[field] !== undefined);
  const fields = compileFields(Object.keys(validators).filter(isFilled), declared, validators, {
    ...context,
    report,
  });
  return {
    table: {
      target,
      ...sourceOfTable(mapping),
      ...{ fields, legacyId, validators, indexes: schemaTable.indexes },
      ignored: mapping.ignore ?? [],
      joins: compileJoins(mapping.join),
      skips: compileSkips(mapping.skip),
      match: compileMatch(mapping.match),
      sync: compileSync(mapping.sync),
      sums: [...new Set(mapping.sum)],
      tenant: mapping.tenant,
      lookup: undefined,
    },
    problems: report.problems,
  };
}

/** A table that is only referred to: the fields of its index are read, and nothing else. */
export function compileLookup(target: string, mapping: AnyLookupMapping, context: CompileContext): Compiled {
  const report = new Problems(target);
  const { validators, indexes } = schemaTableOf(target, context, report);
  const indexed = indexes.get(mapping.index);
  if (indexed === undefined) {
    report.add(`the schema has no index "${mapping.index}" on ${target}, which "lookups" names.`);
  }
  const names = indexed ?? [];
  const declared = declaredFields(mapping.fields, { validators }, report);
  for (const field of Object.keys(declared)) {
    if (!names.includes(field))
      report.add(`${field} is not in the index "${mapping.index}", by which documents are looked up.`, field);
  }
  return {
    table: {
      target,
      ...sourceOfTable(mapping),
      ...{ legacyId: context.legacyId, validators, indexes },
      fields: compileFields(names, declared, validators, { ...context, report }),
      ...{ ignored: [], joins: [], skips: [], match: undefined, sync: compileSync() },
      ...{ sums: [], tenant: undefined },
      lookup: { index: mapping.index, fields: names },
    },
    problems: report.problems,
  };
}

type Declared = Readonly<Record<string, AnyColumn | undefined>>;

function compileFields(
  names: readonly string[],
  declared: Declared,
  validators: SchemaTable["validators"],
  { report, schema, mappedTables }: CompileContext & { report: Problems },
): MappedField[] {
  return names.flatMap((field) => {
    const validator = validators[field];
    if (validator === undefined) return [];
    const shape = shapeOf(validator);
    const column = declared[field] ?? automaticColumn(shape, mappedTables);
    if (typeof column !== "string") {
      return [compileField({ field, shape }, column, declared[field] === undefined, { validators, schema })];
    }
    if (!shape.optional) report.add(`${field} ${column}: name its column in "fields".`, field);
    return [];
  });
}

function schemaTableOf(target: string, { schema }: CompileContext, report: Problems): SchemaTable {
  const found = schema.get(target);
  if (found === undefined) {
    report.add(
      "the schema has no such table with fixed fields. Add it to convex/schema.ts with defineTable({ … }).",
    );
  }
  return found ?? { validators: {}, indexes: new Map() };
}

function declaredFields(
  fields: Declared | undefined,
  { validators }: Pick<SchemaTable, "validators">,
  report: Problems,
): Declared {
  const known = Object.keys(validators).length > 0;
  for (const field of Object.keys(fields ?? {})) {
    if (known && !Object.hasOwn(validators, field)) report.add(`the schema has no field "${field}".`, field);
  }
  return fields ?? {};
}

const sourceOfTable = ({ from, key, where, optional }: AnyTableMapping) => ({
  source: sourceOf(from),
  key: typeof key === "string" ? [key] : (key ?? ["id"]),
  where: compileFilters(where),
  optional: optional ?? false,
});

const isRef = (declared: AnyColumn | undefined, shape: Shape): boolean =>
  declared === undefined ? idTableOf(shape) !== undefined : declared instanceof RefColumn;

class Problems {
  readonly problems: PlanProblem[] = [];
  readonly #target: string;

  constructor(target: string) {
    this.#target = target;
  }

  add(message: string, field?: string): void {
    const place = field === undefined ? {} : { field };
    this.problems.push({ table: this.#target, ...place, message: `${this.#target}: ${message}` });
  }
}
