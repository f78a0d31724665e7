import type { Validator } from "convex/values";

export type AnyValidator = Validator<unknown, "required" | "optional", string>;

/** What a field of the schema takes, as far as a converter needs to know it. */
export type Shape = {
  validator: AnyValidator;
  /** The kinds of value it takes, unions flattened and null left out. A literal counts as its type. */
  kinds: ReadonlySet<string>;
  optional: boolean;
  nullable: boolean;
};

export function shapeOf(validator: AnyValidator): Shape {
  const members = flatten(validator);
  const kinds = new Set(members.map(kindOf));
  const nullable = kinds.delete("null") || kinds.has("any");
  return { validator, kinds, optional: validator.isOptional === "optional", nullable };
}

/** What no validator narrows: an input of `computed()`, or what stands inside a v.any(). */
export const ANY: Shape = {
  validator: { kind: "any", isOptional: "required" } as unknown as AnyValidator,
  kinds: new Set(["any"]),
  optional: false,
  nullable: true,
};

/** A field whose validator is lax: JSON is parsed and kept as it is. */
export const takes = (shape: Shape, ...kinds: string[]): boolean =>
  shape.kinds.has("any") || kinds.some((kind) => shape.kinds.has(kind));

/** The validator of an array's elements, where the field takes arrays of one kind. */
export function elementOf(shape: Shape): AnyValidator | undefined {
  const arrays = flatten(shape.validator).filter((member) => member.kind === "array");
  const [only] = arrays;
  return arrays.length === 1 && only ? (only as unknown as { element: AnyValidator }).element : undefined;
}

/** The fields of an object, where the field takes objects of one kind. */
export function objectFieldsOf(shape: Shape): Record<string, AnyValidator> | undefined {
  const objects = flatten(shape.validator).filter((member) => member.kind === "object");
  const [only] = objects;
  return objects.length === 1 && only
    ? (only as unknown as { fields: Record<string, AnyValidator> }).fields
    : undefined;
}

/** The table that a field's id refers to, where it takes ids of one table. */
export function idTableOf(shape: Shape): string | undefined {
  const ids = flatten(shape.validator).filter((member) => member.kind === "id");
  const [only] = ids;
  return ids.length === 1 && only ? (only as unknown as { tableName: string }).tableName : undefined;
}

export function flatten(validator: AnyValidator): AnyValidator[] {
  if (validator.kind !== "union") return [validator];
  return (validator as unknown as { members: AnyValidator[] }).members.flatMap(flatten);
}

const LITERAL_KINDS: Record<string, string> = { number: "float64", bigint: "int64" };

function kindOf(validator: AnyValidator): string {
  if (validator.kind !== "literal") return validator.kind;
  const type = typeof (validator as unknown as { value: unknown }).value;
  return LITERAL_KINDS[type] ?? type;
}

/** The texts that a field takes where it takes nothing but string literals (and null). */
export function literalsOf({ validator }: Shape): string[] | null {
  const members = flatten(validator).filter(({ kind }) => kind !== "null");
  const values = members.map((member) =>
    member.kind === "literal" ? (member as unknown as { value: unknown }).value : undefined,
  );
  return values.length > 0 && values.every((value) => typeof value === "string") ? values : null;
}
