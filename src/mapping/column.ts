import type { Value } from "convex/values";
import type { PlanColumn } from "../shared/plan.ts";
import type { Converted } from "./converted.ts";
import type { Shape } from "./shape.ts";

/** How one source column becomes a value. */
export type ValueSpec = {
  /** The builder's name, for messages. */
  builder: string;
  column: string | undefined;
  cast: PlanColumn["cast"];
  /** What a field must take, in words, for a message. */
  needs: string;
  suits: (shape: Shape) => boolean;
  /** Never given null or undefined. */
  convert: (value: unknown, shape: Shape) => Converted;
  /** Everything that changes what convert yields, for the plan's hash. */
  options: Record<string, string | number>;
  /** It reads JSON's objects or arrays; with a null cast, Postgres's own text of them is of no use to it. */
  structured?: true;
  /** The converters of its elements or fields. */
  inner?: readonly ValueSpec[];
  /** The script encrypts the column before it sends it. */
  encrypted?: true;
};

export type ComputedSpec = {
  inputs: Readonly<Record<string, Column>>;
  compute: (values: Record<string, unknown>) => Value | undefined;
};

export type OrphanPolicy = "reject" | "null" | "skip";

export type RefSpec = {
  table: string;
  columns: readonly string[] | undefined;
  /** How the parent is found where not by its legacy id. */
  natural: { index: string; by: Readonly<Record<string, Column | RefColumn>> } | undefined;
  resolve: "early" | "pass";
  orphan: OrphanPolicy;
  mayBeMissing: boolean;
};

type Modifiers = { trim: boolean; fallback: Value | undefined; mayBeMissing: boolean };

const UNMODIFIED: Modifiers = { trim: false, fallback: undefined, mayBeMissing: false };

/**
 * A declared column.
 *
 * @typeParam Fills The field types that it can fill: the column fits any field whose type is within it.
 * @typeParam Plain What `computed` sees of it.
 */
export class Column<Fills = never, Plain = unknown> {
  /** Makes the parameter contravariant: a column that fills `string | number` fits a field of `number`. */
  declare readonly fills: (field: Fills) => void;
  declare readonly plain: Plain;
  readonly spec: ValueSpec;
  readonly modifiers: Modifiers;

  constructor(spec: ValueSpec, modifiers: Modifiers = UNMODIFIED) {
    this.spec = spec;
    this.modifiers = modifiers;
  }

  /** The source may lack the column: the field is then absent, as it is for NULL. */
  optional(): Column<Fills, Plain> {
    return new Column(this.spec, { ...this.modifiers, mayBeMissing: true });
  }

  /** The value for NULL, and for text of which `.trim()` left nothing. */
  default(fallback: Fills & Value): Column<Fills, Plain> {
    return new Column(this.spec, { ...this.modifiers, fallback });
  }

  /** Text without the white space at both ends. */
  trim(): Column<Fills, Plain> {
    return new Column(this.spec, { ...this.modifiers, trim: true });
  }
}

/** A foreign key; `Table` is the Convex table that it refers to. */
export class RefColumn<Table extends string = string> {
  readonly spec: RefSpec & { table: Table };

  constructor(spec: RefSpec & { table: Table }) {
    this.spec = spec;
  }

  /** The source may lack the columns: the field is then absent, as it is for NULL. */
  optional(): RefColumn<Table> {
    return new RefColumn({ ...this.spec, mayBeMissing: true });
  }
}

/** The time at which a document was made of its row: no column's value. */
export class LoadedAtColumn {
  // Tells it apart from the other columns, which it has nothing in common with.
  readonly kind = "loadedAt";
}

/** An object of the target whose keys are filled one by one; `In` has the column of each. */
export class NestedColumn<In = unknown> {
  readonly inner: In;

  constructor(inner: In) {
    this.inner = inner;
  }
}

/** A value made of several columns; `Made` is its type. */
export class ComputedColumn<Made = unknown> {
  declare readonly made: Made;
  readonly spec: ComputedSpec;

  constructor(spec: ComputedSpec) {
    this.spec = spec;
  }
}
