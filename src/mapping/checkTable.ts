import type { PlanProblem } from "../shared/plan.ts";
import type { LegacyIdNames } from "./declaration.ts";
import { unfit } from "./fits.ts";
import type { SchemaTable } from "./schemaTables.ts";
import { idTableOf, shapeOf, takes } from "./shape.ts";
import type { ComputedInput, MappedField, MappedRef, MappedTable } from "./table.ts";

/** What is wrong between a table's mapping and the schema, each with the way out. */
export function checkTable(
  table: MappedTable,
  schema: ReadonlyMap<string, SchemaTable>,
  legacyIdOf: (target: string) => LegacyIdNames,
  keyOf: (target: string) => readonly string[] | undefined,
): PlanProblem[] {
  const fieldProblems = table.fields.flatMap((field) =>
    fieldMessages(field, schema, legacyIdOf, keyOf).map((message) => ({
      table: table.target,
      field: field.field,
      message: `${table.target}: ${message}`,
    })),
  );
  const readTwice = columnsReadTwoWays(table).map((column) => ({
    table: table.target,
    message: `${table.target}: the column ${column} is read both as an array and as text, and a source sends it one way. Map it once.`,
  }));
  const legacy = legacyIdMessage(table.legacyId, table);
  const legacyProblems = legacy
    ? [{ table: table.target, field: table.legacyId.field, message: `${table.target}: ${legacy}` }]
    : [];
  return [...legacyProblems, ...fieldProblems, ...readTwice];
}

/** An array must come as JSON, and would be text that no array() reads where another field asks for its text. */
function columnsReadTwoWays({ key, fields }: MappedTable): string[] {
  const reads = fields.flatMap((field): Pick<ComputedInput, "column" | "spec">[] => {
    if (field.kind === "ref") return [];
    return field.kind === "value" ? [field] : field.inputs;
  });
  const asText = new Set([
    ...key,
    ...reads.flatMap(({ column, spec }) => (spec.cast === "text" ? [column] : [])),
  ]);
  const arrays = reads.filter(({ spec }) => spec.builder.startsWith("array(")).map(({ column }) => column);
  return [...new Set(arrays.filter((column) => asText.has(column)))];
}

function legacyIdMessage(
  { field, index }: LegacyIdNames,
  { validators, indexes }: Pick<SchemaTable, "validators" | "indexes">,
): string | undefined {
  const validator = validators[field];
  if (validator === undefined || !takes(shapeOf(validator), "string")) {
    return `the schema needs ${field}: v.optional(v.string()), which legacy() of "supabase-to-convex/schema" adds.`;
  }
  const fields = indexes.get(index) ?? [];
  if (fields.length !== 1 || fields[0] !== field) {
    return `the schema needs the index .index("${index}", ["${field}"]).`;
  }
  return undefined;
}

function fieldMessages(
  field: MappedField,
  schema: ReadonlyMap<string, SchemaTable>,
  legacyIdOf: (target: string) => LegacyIdNames,
  keyOf: (target: string) => readonly string[] | undefined,
): string[] {
  if (field.kind === "ref") return refMessages(field, schema, legacyIdOf, keyOf);
  if (field.kind === "computed") return [];
  const { spec, shape, modifiers } = field;
  if (!spec.suits(shape)) {
    return [`${field.field}: ${spec.builder}() fills ${spec.needs}, but the schema says otherwise.`];
  }
  const problem =
    modifiers.fallback === undefined ? undefined : unfit(modifiers.fallback, shape.validator, field.field);
  return problem ? [`${problem.path}: the default does not fit: ${problem.reason}.`] : [];
}

function refMessages(
  ref: MappedRef,
  schema: ReadonlyMap<string, SchemaTable>,
  legacyIdOf: (target: string) => LegacyIdNames,
  keyOf: (target: string) => readonly string[] | undefined,
): string[] {
  if (!ref.shape.kinds.has("any") && idTableOf(ref.shape) !== ref.table) {
    return [`${ref.field}: ref() fills v.id("${ref.table}"), but the schema says otherwise.`];
  }
  const parent = schema.get(ref.table);
  if (parent === undefined) return [`${ref.field}: the schema has no table "${ref.table}".`];
  const key = keyOf(ref.table);
  if (key !== undefined && key.length !== ref.columns.length) {
    const columns = key.map((column) => `"…${column}"`).join(", ");
    return [
      `${ref.field}: "${ref.table}" has the key (${key.join(", ")}), and the ref names ${ref.columns.length} of its columns: ref("${ref.table}", [${columns}]).`,
    ];
  }
  const legacy = legacyIdMessage(legacyIdOf(ref.table), parent);
  return legacy ? [`${ref.field} refers to "${ref.table}", where ${legacy}`] : [];
}
