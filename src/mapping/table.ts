import type { Column, ComputedSpec, RefSpec, ValueSpec } from "./column.ts";
import type { LegacyIdNames } from "./declaration.ts";
import type { AnyValidator, Shape } from "./shape.ts";

/** A field of the target and what fills it. */
export type MappedField =
  | {
      kind: "value";
      field: string;
      shape: Shape;
      column: string;
      spec: ValueSpec;
      modifiers: Column["modifiers"];
    }
  | { kind: "computed"; field: string; shape: Shape; spec: ComputedSpec; inputs: ComputedInput[] }
  | MappedRef;

export type ComputedInput = { name: string; column: string; spec: ValueSpec; modifiers: Column["modifiers"] };

export type MappedRef = {
  kind: "ref";
  field: string;
  shape: Shape;
  table: string;
  columns: readonly string[];
  resolve: RefSpec["resolve"];
  /** The source may lack the columns: the field may belong to the target alone. */
  mayBeMissing: boolean;
  /** The field that keeps the legacy id until the pass has resolved the ref, where the schema has one. */
  legacyField: string | undefined;
};

/** One table of the mapping, checked against the schema and ready to map rows. */
export type MappedTable = {
  target: string;
  source: { schema: string; table: string };
  key: readonly string[];
  fields: readonly MappedField[];
  ignored: readonly string[];
  optional: boolean;
  legacyId: LegacyIdNames;
  /** Every field of the schema, for the check before insert. */
  validators: Readonly<Record<string, AnyValidator>>;
  /** Indexes of the target: name → fields. */
  indexes: ReadonlyMap<string, readonly string[]>;
};

export const refsOf = (table: MappedTable): MappedRef[] =>
  table.fields.filter((field): field is MappedRef => field.kind === "ref");
