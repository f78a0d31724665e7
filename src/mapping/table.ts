import type { Filter } from "../shared/plan.ts";
import type { Column, ComputedSpec, OrphanPolicy, RefSpec, ValueSpec } from "./column.ts";
import type { Condition } from "./condition.ts";
import type { LegacyIdNames } from "./declaration.ts";
import type { AnyValidator, Shape } from "./shape.ts";

/** A field of the target and what fills it. */
export type MappedField = MappedValue | MappedComputed | MappedNested | MappedLoadedAt | MappedRef;

export type MappedValue = {
  kind: "value";
  field: string;
  shape: Shape;
  column: string;
  spec: ValueSpec;
  modifiers: Column["modifiers"];
};

export type MappedComputed = {
  kind: "computed";
  field: string;
  shape: Shape;
  spec: ComputedSpec;
  inputs: MappedInput[];
};

/** An object of which the mapping fills some keys; `field` of each of the inner ones is its key. */
export type MappedNested = {
  kind: "nested";
  field: string;
  shape: Shape;
  inner: readonly (MappedValue | MappedComputed)[];
};

/** A row does not decide it, so no row is mapped to it: it is set when the document is stored. */
export type MappedLoadedAt = { kind: "loadedAt"; field: string; shape: Shape };

export type MappedInput = { name: string; column: string; spec: ValueSpec; modifiers: Column["modifiers"] };

export type MappedRef = {
  kind: "ref";
  field: string;
  shape: Shape;
  table: string;
  /** None where a natural key finds the parent. */
  columns: readonly string[];
  natural: MappedNaturalKey | undefined;
  resolve: RefSpec["resolve"];
  orphan: OrphanPolicy;
  /** The source may lack the columns: the field may belong to the target alone. */
  mayBeMissing: boolean;
  /** The field that keeps the legacy id until the pass has resolved the ref, where the schema has one. */
  legacyField: string | undefined;
};

/** The parts are in the order of the index. */
export type MappedNaturalKey = { index: string; parts: readonly (MappedValue | MappedRef)[] };

export type MappedJoin = {
  name: string;
  source: { schema: string; table: string };
  on: readonly { column: string; joined: string }[];
  ignored: readonly string[];
  optional: boolean;
};

export type MappedSkip = { reason: string; inputs: readonly MappedInput[]; holds: Condition["holds"] };

export type MappedMatch = {
  fields: readonly string[];
  index: string;
  ignoreCase: boolean;
  update: "all" | "missing" | "none";
  none: "insert" | "skip" | "reject";
  several: "reject" | "skip" | "insert";
};

export type MappedSync = {
  updatedAt: string | undefined;
  overlapSeconds: number;
  conflict: "keep" | "take" | "stop";
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
  where: readonly Filter[];
  joins: readonly MappedJoin[];
  skips: readonly MappedSkip[];
  match: MappedMatch | undefined;
  sync: MappedSync;
  /** Fields that are added up on both sides. */
  sums: readonly string[];
  /** The field that refers to whoever owns a document. */
  tenant: string | undefined;
  /** Set where the rows only stand for documents that this index finds by all of its fields. */
  lookup: { index: string; fields: readonly string[] } | undefined;
  /** Every field of the schema, for the check before insert. */
  validators: Readonly<Record<string, AnyValidator>>;
  /** Indexes of the target: name → fields. */
  indexes: ReadonlyMap<string, readonly string[]>;
};

/** The refs that fill fields of the table's documents. */
export const refsOf = (table: MappedTable): MappedRef[] =>
  table.fields.filter((field): field is MappedRef => field.kind === "ref");

/** The fields that hold the time at which their document was loaded. */
export const loadedAtFieldsOf = (table: MappedTable): string[] =>
  table.fields.flatMap(({ kind, field }) => (kind === "loadedAt" ? [field] : []));

/** A ref, and those that are parts of its natural key. */
export const withPartsOf = (ref: MappedRef): MappedRef[] => [
  ref,
  ...(ref.natural?.parts ?? []).flatMap((part) => (part.kind === "ref" ? withPartsOf(part) : [])),
];

/** Every ref of a table, parts of natural keys too: what has to be loaded before it. */
export const allRefsOf = (table: MappedTable): MappedRef[] => refsOf(table).flatMap(withPartsOf);

/** The texts of a match that a row shows by themselves: they can be compared whatever the case of their letters. */
export const textsOfMatch = ({ match, fields }: MappedTable): MappedValue[] =>
  (match?.fields ?? []).flatMap((name) =>
    fields.filter(
      (field): field is MappedValue =>
        field.field === name &&
        field.kind === "value" &&
        [...field.shape.kinds].every((kind) => kind === "string"),
    ),
  );
