import type { Column, ValueSpec } from "./column.ts";
import type { MappedField } from "./table.ts";

/** A column that a field is read from; without `spec` it is part of a foreign key. */
export type Read = {
  column: string;
  spec: ValueSpec | undefined;
  modifiers: Column["modifiers"] | undefined;
  /** The source may lack it. */
  optional: boolean;
};

/** Every column that a field is read from. */
export function readsOf(field: MappedField): Read[] {
  if (field.kind === "ref") {
    const own = field.columns.map((column) => ({
      ...{ column, spec: undefined, modifiers: undefined },
      optional: field.mayBeMissing,
    }));
    return [...own, ...(field.natural?.parts ?? []).flatMap(readsOf)];
  }
  if (field.kind === "loadedAt") return [];
  if (field.kind === "nested") return field.inner.flatMap(readsOf);
  return (field.kind === "value" ? [field] : field.inputs).map(({ column, spec, modifiers }) => ({
    ...{ column, spec, modifiers },
    optional: modifiers.mayBeMissing,
  }));
}
