import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { PlanTable } from "../shared/plan.ts";
import type { Column } from "./column.ts";
import { identityOf as identityOfColumn } from "./newColumn.ts";
import type { MappedField, MappedInput, MappedJoin, MappedRef, MappedTable } from "./table.ts";

/**
 * Told apart by everything declared that decides what a row becomes, and by nothing else: not by the order of fields. Of
 * computed() that is the function's own text, not what it calls.
 */
export function hashOfTable(
  table: MappedTable,
  refs: PlanTable["refs"],
  textOf: TextOf = (given) => given.toString(),
): string {
  const { target, source, key, optional, legacyId, match, lookup } = table;
  return hashOf({
    ...{ target, source, key, optional, legacyId, match, lookup },
    ignored: [...table.ignored].sort(),
    where: Object.fromEntries(table.where.map((filter) => [filter.column, [...filter.in].sort()])),
    joins: Object.fromEntries(table.joins.map((join) => [join.name, joinIdentity(join)])),
    skips: Object.fromEntries(
      table.skips.map((skip) => [skip.reason, [inputsIdentity(skip.inputs), textOf(skip.holds)]]),
    ),
    deferred: Object.fromEntries(refs.map(({ field, deferred }) => [field, deferred])),
    fields: Object.fromEntries(table.fields.map((field) => [field.field, identityOf(field, textOf)])),
    validators: Object.fromEntries(
      Object.entries(table.validators).map(([field, validator]) => [
        field,
        [validator.isOptional, (validator as unknown as { json: unknown }).json],
      ]),
    ),
  });
}

export const hashOfPlan = (tables: readonly PlanTable[]): string =>
  hashOf(tables.map(({ hash }) => hash).sort());

/** The text of a function of the mapping. */
type TextOf = (given: (...args: never[]) => unknown) => string;

function identityOf(field: MappedField, textOf: TextOf): unknown {
  if (field.kind === "ref") return refIdentity(field, textOf);
  if (field.kind === "value") return columnIdentity(field);
  if (field.kind === "loadedAt") return field.kind;
  if (field.kind === "nested") {
    return [
      field.kind,
      Object.fromEntries(field.inner.map((each) => [each.field, identityOf(each, textOf)])),
    ];
  }
  return [inputsIdentity(field.inputs), textOf(field.spec.compute)];
}

const refIdentity = (ref: MappedRef, textOf: TextOf): unknown[] => [
  ...[ref.table, ref.columns, ref.resolve, ref.orphan, ref.legacyField, ref.mayBeMissing],
  ref.natural && [ref.natural.index, ref.natural.parts.map((part) => [part.field, identityOf(part, textOf)])],
];

const joinIdentity = ({ source, on, ignored, optional }: MappedJoin): unknown[] => [
  ...[source, on.map(({ column, joined }) => JSON.stringify([column, joined])).sort()],
  ...[[...ignored].sort(), optional],
];

const inputsIdentity = (inputs: readonly MappedInput[]): unknown[] =>
  inputs.map((input) => [input.name, ...columnIdentity(input)]);

const columnIdentity = (column: Pick<Column, "spec" | "modifiers"> & { column: string }): unknown[] => [
  column.column,
  identityOfColumn({ ...column, spec: { ...column.spec, column: undefined } }),
];

const hashOf = (value: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(value, canonical)))).slice(0, 32);

/** The same text for the same value: keys in alphabetical order. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
