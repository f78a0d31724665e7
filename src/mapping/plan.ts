import { passNameOf } from "../shared/casing.ts";
import type { Plan, PlanColumn, PlanJoin, PlanTable } from "../shared/plan.ts";
import { VERSION } from "../shared/version.ts";
import type { ValueSpec } from "./column.ts";
import type { Mapping } from "./mapping.ts";
import { partsOf } from "./nested.ts";
import { hashOfPlan, hashOfTable } from "./planHash.ts";
import { planRefs } from "./planRefs.ts";
import { readsOf } from "./reads.ts";
import { sentInPlain } from "./sentInPlain.ts";
import { literalsOf } from "./shape.ts";
import { planSums } from "./sums.ts";
import { type MappedField, type MappedJoin, type MappedTable, textsOfMatch } from "./table.ts";

export function planOf(mapping: Mapping): Plan {
  const tables = mapping.tables.map((table) => planTable(table, mapping));
  return {
    format: 1,
    version: VERSION,
    hash: hashOfPlan(tables),
    tables,
    notMigrated: [...mapping.notMigrated],
    isolation: [...mapping.isolation],
    problems: [...mapping.problems, ...sentInPlain(tables)],
  };
}

function planTable(table: MappedTable, mapping: Mapping): PlanTable {
  const refs = planRefs(table, mapping.deferred);
  const columns = columnsOf(table);
  const isJoined = ({ name }: PlanColumn): boolean =>
    table.joins.some((join) => name.startsWith(`${join.name}.`));
  return {
    target: table.target,
    hash: mapping.hashOf(table.target),
    form: hashOfTable(table, refs, () => ""),
    source: table.source,
    key: [...table.key],
    columns: columns.filter((column) => !isJoined(column)),
    ignored: [...table.ignored],
    refs,
    where: table.where.map((filter) => ({ column: filter.column, in: [...filter.in] })),
    joins: table.joins.map((join) => planJoin(join, columns)),
    encrypted: table.fields.flatMap((field) =>
      readsOf(field).flatMap(({ column, spec }) => (spec?.encrypted ? [{ column, field: field.field }] : [])),
    ),
    match: table.match?.ignoreCase ? { columns: textsOfMatch(table).map(({ column }) => column) } : null,
    sums: planSums(table),
    tenant: table.tenant ?? null,
    indexes: table.indexes.size,
    sync: { ...table.sync, updatedAt: table.sync.updatedAt ?? null },
    lookup: table.lookup !== undefined,
    optional: table.optional,
    pass: refs.some(({ deferred }) => deferred) ? passNameOf(table.target) : null,
  };
}

function planJoin(join: MappedJoin, columns: readonly PlanColumn[]): PlanJoin {
  const prefix = `${join.name}.`;
  const own = columns.filter(({ name }) => name.startsWith(prefix));
  const merged = new Columns();
  for (const { joined } of join.on) merged.add(keyColumn(joined, "join"));
  for (const column of own) merged.add({ ...column, name: column.name.slice(prefix.length) });
  return {
    name: join.name,
    source: join.source,
    on: join.on.map((pair) => ({ ...pair })),
    columns: merged.all(),
    ignored: [...join.ignored],
    optional: join.optional,
  };
}

/** Each column once. Keys and foreign keys travel as text: a JSON number above 2^53 would lose its last digits. */
function columnsOf(table: MappedTable): PlanColumn[] {
  const columns = new Columns();
  for (const name of table.key) columns.add(keyColumn(name, "key"));
  for (const { on } of table.joins) for (const { column } of on) columns.add(keyColumn(column, "join"));
  for (const field of table.fields.flatMap(partsOf)) {
    for (const read of readsOf(field)) {
      columns.add({
        name: read.column,
        cast: read.spec ? read.spec.cast : "text",
        optional: read.optional,
        readAs: [read.spec ? readAsOf(read.spec) : "ref"],
        requiredBy: needsValue(field) ? [field.field] : [],
        literals: field.kind === "value" ? literalsOf(field.shape) : null,
      });
    }
  }
  for (const { column, spec, modifiers } of table.skips.flatMap(({ inputs }) => inputs)) {
    const optional = modifiers.mayBeMissing;
    columns.add({ name: column, cast: spec.cast, optional, readAs: [readAsOf(spec), "skip"], ...ANYTHING });
  }
  return columns.all();
}

/** Of cents the digits are told: they decide which numerics it takes. */
const readAsOf = ({ builder, options }: ValueSpec): string =>
  builder === "cents" && options.digits !== 2 ? `cents(${options.digits})` : builder;

const ANYTHING = { requiredBy: [], literals: null };

const keyColumn = (name: string, readAs: string): PlanColumn => ({
  ...{ name, cast: "text", optional: false, ...ANYTHING },
  readAs: [readAs],
});

/** A row whose column is NULL has no value for such a field. A natural key with a NULL names nobody, as a ref does. */
function needsValue(field: MappedField): boolean {
  const { optional, nullable } = field.shape;
  if (optional || nullable) return false;
  return field.kind === "ref" || (field.kind === "value" && field.modifiers.fallback === undefined);
}

class Columns {
  readonly #byName = new Map<string, PlanColumn>();

  add(column: PlanColumn): void {
    const known = this.#byName.get(column.name);
    this.#byName.set(column.name, {
      name: column.name,
      cast: strongest(known?.cast ?? null, column.cast),
      optional: (known?.optional ?? true) && column.optional,
      readAs: [...new Set([...(known?.readAs ?? []), ...column.readAs])],
      requiredBy: [...(known?.requiredBy ?? []), ...column.requiredBy],
      literals: intersection(known?.literals ?? null, column.literals),
    });
  }

  all(): PlanColumn[] {
    return [...this.#byName.values()];
  }
}

/** Texts that every field takes. */
const intersection = (a: string[] | null, b: string[] | null): string[] | null =>
  a === null ? b : b === null ? a : a.filter((text) => b.includes(text));

/** Two fields may read one column in different ways. JSON text is also text, and text serves what reads a value as it comes. */
const strongest = (a: PlanColumn["cast"], b: PlanColumn["cast"]): PlanColumn["cast"] =>
  a === "json" || b === "json" ? "json" : (a ?? b);
