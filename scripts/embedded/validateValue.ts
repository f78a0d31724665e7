import { jsonToConvex, type Value } from "convex/values";
import { showValidator, showValue } from "./showValue.ts";
import type { ValidatorJson } from "./validatorJson.ts";

type Fields = Record<string, Value | undefined>;

/**
 * Says in a backend's words why `value` does not fit, or null when it does. Stricter than convex-test in that records
 * are checked; an id is taken for any string here, because only convex-test knows its own ids.
 */
export function misfit(validator: ValidatorJson, value: Value, path = ""): string | null {
  switch (validator.type) {
    case "any":
      return null;
    case "array":
      if (!Array.isArray(value)) return mismatch(validator, value, path);
      return firstOf(value, (item, index) => misfit(validator.value, item, `${path}[${index}]`));
    case "union":
      return validator.value.some((member) => misfit(member, value) === null)
        ? null
        : mismatch(validator, value, path);
    case "record":
      if (!isObject(value)) return mismatch(validator, value, path);
      return firstOf(
        Object.entries(value),
        ([key, item]) =>
          misfit(validator.keys, key, path) ??
          misfit(validator.values.fieldType, item as Value, `${path}.${key}`),
      );
    case "object":
      return isObject(value) ? misfitOfObject(validator, value, path) : mismatch(validator, value, path);
    default:
      return isScalarOf(validator, value) ? null : mismatch(validator, value, path);
  }
}

function misfitOfObject(
  validator: Extract<ValidatorJson, { type: "object" }>,
  value: Fields,
  path: string,
): string | null {
  const where = (): string =>
    `\n\n${path === "" ? "" : `Path: ${path}\n`}Object: ${showValue(value as Value)}\nValidator: ${showValidator(validator)}`;
  const fields = Object.entries(validator.value).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { optional }] of fields) {
    if (!optional && value[name] === undefined)
      return `Object is missing the required field \`${name}\`. Consider wrapping the field validator in \`v.optional(...)\` if this is expected.${where()}`;
  }
  for (const name of Object.keys(value)) {
    if (value[name] !== undefined && validator.value[name] === undefined)
      return `Object contains extra field \`${name}\` that is not in the validator.${where()}`;
  }
  return firstOf(fields, ([name, { fieldType }]) => {
    const field = value[name];
    return field === undefined ? null : misfit(fieldType, field, `${path}.${name}`);
  });
}

function isScalarOf(validator: ValidatorJson, value: Value): boolean {
  switch (validator.type) {
    case "null":
      return value === null;
    case "bytes":
      return value instanceof ArrayBuffer;
    case "id":
      return typeof value === "string";
    case "literal":
      return value === jsonToConvex(validator.value);
    default:
      return typeof value === validator.type;
  }
}

const mismatch = (validator: ValidatorJson, value: Value, path: string): string =>
  `Value does not match validator.\n${path === "" ? "" : `Path: ${path}\n`}Value: ${showValue(value)}\nValidator: ${showValidator(validator)}`;

const isObject = (value: Value): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer);

function firstOf<T>(items: T[], check: (item: T, index: number) => string | null): string | null {
  for (const [index, item] of items.entries()) {
    const found = check(item, index);
    if (found !== null) return found;
  }
  return null;
}
