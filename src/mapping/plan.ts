import type { Plan, PlanColumn, PlanTable } from "../shared/plan.ts";
import { VERSION } from "../shared/version.ts";
import { passNameOf } from "./casing.ts";
import type { Mapping } from "./mapping.ts";
import { hashOfPlan, hashOfTable } from "./planHash.ts";
import { type MappedField, type MappedTable, refsOf } from "./table.ts";

export function planOf(mapping: Mapping): Plan {
  const tables = mapping.tables.map((table) => planTable(table, mapping));
  return {
    format: 1,
    version: VERSION,
    hash: hashOfPlan(tables),
    tables,
    notMigrated: [],
    problems: [...mapping.problems],
  };
}

function planTable(table: MappedTable, mapping: Mapping): PlanTable {
  const refs = refsOf(table).map((ref) => ({
    field: ref.field,
    table: ref.table,
    columns: [...ref.columns],
    deferred: mapping.deferred.has(ref),
    orphan: "reject" as const,
    required: !ref.shape.optional && !ref.shape.nullable,
    natural: false,
  }));
  const plan = {
    target: table.target,
    source: table.source,
    key: [...table.key],
    columns: columnsOf(table),
    ignored: [...table.ignored],
    refs,
    where: [],
    joins: [],
    encrypted: [],
    match: null,
    lookup: false,
    optional: table.optional,
    pass: refs.some(({ deferred }) => deferred) ? passNameOf(table.target) : null,
  };
  return { ...plan, hash: hashOfTable(table, plan) };
}

/** Each column once. Keys and foreign keys travel as text: a JSON number above 2^53 would lose its last digits. */
function columnsOf(table: MappedTable): PlanColumn[] {
  const columns = new Map<string, PlanColumn>();
  const add = (column: PlanColumn): void => {
    const known = columns.get(column.name);
    columns.set(column.name, {
      name: column.name,
      // Two fields may read one column in different ways; as text it serves both.
      cast: strongest(known?.cast ?? null, column.cast),
      optional: (known?.optional ?? true) && column.optional,
      readAs: [...new Set([...(known?.readAs ?? []), ...column.readAs])],
    });
  };
  for (const name of table.key) add({ name, cast: "text", optional: false, readAs: ["key"] });
  for (const field of table.fields) for (const column of columnsOfField(field)) add(column);
  return [...columns.values()];
}

/** JSON text is also text, and text serves what reads a value as it comes. */
const strongest = (a: PlanColumn["cast"], b: PlanColumn["cast"]): PlanColumn["cast"] =>
  a === "json" || b === "json" ? "json" : (a ?? b);

function columnsOfField(field: MappedField): PlanColumn[] {
  if (field.kind === "ref") {
    return field.columns.map((name) => ({
      name,
      cast: "text",
      optional: field.mayBeMissing,
      readAs: ["ref"],
    }));
  }
  return (field.kind === "value" ? [field] : field.inputs).map(({ column, spec, modifiers }) => ({
    name: column,
    cast: spec.cast,
    optional: modifiers.mayBeMissing,
    readAs: [spec.builder],
  }));
}
