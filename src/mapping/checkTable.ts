import type { PlanProblem } from "../shared/plan.ts";
import type { LegacyIdNames } from "./declaration.ts";
import { unfit } from "./fits.ts";
import type { SchemaTable } from "./schemaTables.ts";
import { idTableOf, objectFieldsOf, shapeOf, takes } from "./shape.ts";
import type {
  MappedField,
  MappedLoadedAt,
  MappedNested,
  MappedRef,
  MappedTable,
  MappedValue,
} from "./table.ts";

/** What a table is checked against. */
export type World = {
  schema: ReadonlyMap<string, SchemaTable>;
  byTarget: ReadonlyMap<string, MappedTable>;
  legacyIdOf: (target: string) => LegacyIdNames;
  deferred: ReadonlySet<MappedRef>;
};

/** What is wrong between a table's fields and the schema, each with the way out. */
export function checkTable(table: MappedTable, world: World): PlanProblem[] {
  const fieldProblems = table.fields.flatMap((field) =>
    fieldMessages(field, world).map((message) => ({
      table: table.target,
      field: field.field,
      message: `${table.target}: ${message}`,
    })),
  );
  const legacy = table.lookup ? undefined : legacyIdMessage(table.legacyId, table);
  const legacyProblems = legacy
    ? [{ table: table.target, field: table.legacyId.field, message: `${table.target}: ${legacy}` }]
    : [];
  return [...legacyProblems, ...fieldProblems];
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

function fieldMessages(field: MappedField, world: World): string[] {
  if (field.kind === "ref") return refMessages(field, world);
  if (field.kind === "loadedAt") return loadedAtMessages(field);
  if (field.kind === "nested") return nestedMessages(field);
  return field.kind === "computed" ? [] : valueMessages(field);
}

const loadedAtMessages = ({ field, shape }: MappedLoadedAt): string[] =>
  takes(shape, "float64") ? [] : [`${field}: loadedAt() fills v.number(), but the schema says otherwise.`];

function nestedMessages({ field, shape, inner }: MappedNested): string[] {
  if (!takes(shape, "object", "record")) {
    return [`${field}: nested() fills v.object(), but the schema says otherwise.`];
  }
  const fields = objectFieldsOf(shape);
  if (fields === undefined) return [];
  const named = new Set(inner.map(({ field: key }) => key));
  const missing = Object.entries(fields)
    .filter(([key, { isOptional }]) => isOptional !== "optional" && !named.has(key))
    .map(([key]) => `${field}.${key} is required, and nested() does not name it.`);
  const messages = inner.flatMap((each) => {
    if (!Object.hasOwn(fields, each.field)) return [`the schema has no field "${field}.${each.field}".`];
    return each.kind === "value" ? valueMessages({ ...each, field: `${field}.${each.field}` }) : [];
  });
  return [...missing, ...messages];
}

function valueMessages({ field, spec, shape, modifiers }: MappedValue): string[] {
  if (!spec.suits(shape)) {
    return [`${field}: ${spec.builder}() fills ${spec.needs}, but the schema says otherwise.`];
  }
  const problem =
    modifiers.fallback === undefined ? undefined : unfit(modifiers.fallback, shape.validator, field);
  return problem ? [`${problem.path}: the default does not fit: ${problem.reason}.`] : [];
}

function refMessages(ref: MappedRef, world: World): string[] {
  if (!ref.shape.kinds.has("any") && idTableOf(ref.shape) !== ref.table) {
    return [`${ref.field}: ref() fills v.id("${ref.table}"), but the schema says otherwise.`];
  }
  const parent = world.schema.get(ref.table);
  if (parent === undefined) return [`${ref.field}: the schema has no table "${ref.table}".`];
  return [
    ...orphanMessages(ref, world),
    ...(ref.natural
      ? naturalKeyMessages(ref, ref.natural, parent, world)
      : legacyKeyMessages(ref, parent, world)),
  ];
}

function orphanMessages(ref: MappedRef, { deferred }: World): string[] {
  if (ref.orphan === "null" && !ref.shape.optional && !ref.shape.nullable) {
    return [
      `${ref.field}: orphan: "null" leaves the field out, but it is required. Make it v.optional(v.id("${ref.table}")), or say orphan: "skip".`,
    ];
  }
  return ref.orphan === "skip" && deferred.has(ref)
    ? [
        `${ref.field}: orphan: "skip" cannot hold for a ref that waits for a pass: its row is loaded by then. Say orphan: "null".`,
      ]
    : [];
}

function naturalKeyMessages(
  ref: MappedRef,
  { index, parts }: NonNullable<MappedRef["natural"]>,
  parent: SchemaTable,
  world: World,
): string[] {
  const fields = parent.indexes.get(index);
  const named = parts.map(({ field }) => field);
  if (
    fields === undefined ||
    fields.length !== named.length ||
    fields.some((field) => !named.includes(field))
  ) {
    const list = named.map((field) => `"${field}"`).join(", ");
    return [`${ref.field}: the schema needs the index .index("${index}", [${list}]) on ${ref.table}.`];
  }
  if (world.deferred.has(ref)) {
    return [
      `${ref.field}: a natural key finds documents that are there, so "${ref.table}" must be loaded before, and the ref cannot wait for a pass. ` +
        (ref.resolve === "pass"
          ? 'Leave resolve: "pass" out.'
          : `Find it by its legacy id: ref("${ref.table}", "…").`),
    ];
  }
  return parts.flatMap((part) => fieldMessages(part, world)).map((message) => `${ref.field}: ${message}`);
}

function legacyKeyMessages(ref: MappedRef, parent: SchemaTable, world: World): string[] {
  const mapped = world.byTarget.get(ref.table);
  const key = mapped?.key;
  if (key !== undefined && key.length !== ref.columns.length) {
    const columns = key.map((column) => `"…${column}"`).join(", ");
    return [
      `${ref.field}: "${ref.table}" has the key (${key.join(", ")}), and the ref names ${ref.columns.length} of its columns: ref("${ref.table}", [${columns}]).`,
    ];
  }
  const legacy = mapped?.lookup ? undefined : legacyIdMessage(world.legacyIdOf(ref.table), parent);
  return legacy ? [`${ref.field} refers to "${ref.table}", where ${legacy}`] : [];
}
