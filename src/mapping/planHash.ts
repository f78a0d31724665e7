import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { PlanTable } from "../shared/plan.ts";
import type { Column, ValueSpec } from "./column.ts";
import type { MappedField, MappedInput, MappedRef, MappedTable } from "./table.ts";

/**
 * Told apart by everything declared that decides what a row becomes, and by nothing else: not by the order of fields. Of
 * computed() that is the function's own text, not what it calls.
 */
export function hashOfTable(table: MappedTable, plan: Omit<PlanTable, "hash">): string {
  const byName = <Each extends { name: string }>(a: Each, b: Each): number => (a.name < b.name ? -1 : 1);
  return hashOf({
    ...plan,
    columns: plan.columns.map(withSortedLists).sort(byName),
    refs: Object.fromEntries(plan.refs.map((ref) => [ref.field, ref])),
    ignored: [...plan.ignored].sort(),
    legacyId: table.legacyId,
    where: [...table.where].sort((a, b) => (a.column < b.column ? -1 : 1)),
    skips: Object.fromEntries(
      table.skips.map((skip) => [skip.reason, [inputsIdentity(skip.inputs), skip.holds.toString()]]),
    ),
    match: table.match,
    lookup: table.lookup,
    fields: Object.fromEntries(table.fields.map((field) => [field.field, identityOf(field)])),
    validators: Object.fromEntries(
      Object.entries(table.validators).map(([field, validator]) => [
        field,
        [validator.isOptional, (validator as unknown as { json: unknown }).json],
      ]),
    ),
  });
}

const withSortedLists = (column: PlanTable["columns"][number]): PlanTable["columns"][number] => ({
  ...column,
  readAs: [...column.readAs].sort(),
  requiredBy: [...column.requiredBy].sort(),
});

export const hashOfPlan = (tables: readonly PlanTable[]): string =>
  hashOf(tables.map(({ hash }) => hash).sort());

function identityOf(field: MappedField): unknown {
  if (field.kind === "ref") return refIdentity(field);
  if (field.kind === "value") return columnIdentity(field);
  return [inputsIdentity(field.inputs), field.spec.compute.toString()];
}

const refIdentity = ({ table, columns, natural, resolve, orphan, legacyField }: MappedRef): unknown[] => [
  ...[table, columns, resolve, orphan, legacyField],
  natural && [natural.index, natural.parts.map((part) => [part.field, identityOf(part)])],
];

const inputsIdentity = (inputs: readonly MappedInput[]): unknown[] =>
  inputs.map((input) => [input.name, ...columnIdentity(input)]);

const columnIdentity = (column: {
  column: string;
  spec: ValueSpec;
  modifiers: Column["modifiers"];
}): unknown[] => [column.column, column.spec.builder, column.spec.options, column.modifiers];

const hashOf = (value: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(value, canonical)))).slice(0, 32);

/** The same text for the same value: keys in alphabetical order, and a bigint that is not its digits as text. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: value.toString() };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
