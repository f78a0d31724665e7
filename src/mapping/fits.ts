import type { Value } from "convex/values";
import { MAX_ARRAY_ELEMENTS, MAX_KEY_LENGTH, MAX_NESTING, MAX_OBJECT_FIELDS } from "../shared/limits.ts";
import { describeValue } from "./converted.ts";
import type { AnyValidator } from "./shape.ts";

/** What Convex would refuse, and where: a path such as `attributes.meta[1].$id`. */
export type Unfit = { path: string; code: string; reason: string };

/**
 * Whether Convex takes a value for a field: by the validator, and by what no validator says (keys, lengths, nesting).
 * Kinds and limits as the backend has them; convex-test checks neither nesting nor lengths.
 * @param depth The level of nesting that a container here would have; the document itself is the first.
 * @see https://docs.convex.dev/production/state/limits
 */
export function unfit(value: Value, validator: AnyValidator, path: string, depth = 2): Unfit | undefined {
  return byLimits(value, path, depth) ?? byValidator(value, validator, path, depth);
}

function byValidator(value: Value, validator: AnyValidator, path: string, depth: number): Unfit | undefined {
  switch (validator.kind) {
    case "any":
      return insides(value, path, (inner, at) => unfit(inner, validator, at, depth + 1));
    case "union": {
      const { members } = validator as unknown as { members: AnyValidator[] };
      const failures = members.map((member) => byValidator(value, member, path, depth));
      if (failures.includes(undefined)) return undefined;
      // The member that got furthest is the one that was meant.
      return failures.reduce((a, b) => ((b?.path.length ?? 0) > (a?.path.length ?? 0) ? b : a));
    }
    case "literal": {
      const { value: expected } = validator as unknown as { value: Value };
      return value === expected ? undefined : wrong(value, describeLiteral(expected), path);
    }
    case "array": {
      const { element } = validator as unknown as { element: AnyValidator };
      if (!Array.isArray(value)) return wrong(value, "an array", path);
      return insides(value, path, (inner, at) => unfit(inner, element, at, depth + 1));
    }
    case "record": {
      const { value: inner } = validator as unknown as { value: AnyValidator };
      if (!isObject(value)) return wrong(value, "an object", path);
      return insides(value, path, (item, at) => unfit(item, inner, at, depth + 1));
    }
    case "object":
      return isObject(value) ? byFields(value, validator, path, depth) : wrong(value, "an object", path);
    default:
      return kindOf(value) === validator.kind || (validator.kind === "id" && typeof value === "string")
        ? undefined
        : wrong(value, `v.${validator.kind === "float64" ? "number" : validator.kind}()`, path);
  }
}

function byFields(
  value: Record<string, Value>,
  validator: AnyValidator,
  path: string,
  depth: number,
): Unfit | undefined {
  const { fields } = validator as unknown as { fields: Record<string, AnyValidator> };
  for (const [name, field] of Object.entries(fields)) {
    if (!Object.hasOwn(value, name) && field.isOptional !== "optional") {
      return { path: `${path}.${name}`, code: "FIELD_MISSING", reason: "expected a value, found nothing" };
    }
  }
  return insides(value, path, (inner, at, name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      return {
        path: at,
        code: "FIELD_UNKNOWN",
        reason: "expected only the fields of the schema, found another",
      };
    }
    return unfit(inner, field, at, depth + 1);
  });
}

function byLimits(value: Value, path: string, depth: number): Unfit | undefined {
  if (!hasForm(value)) {
    return { path, code: "WRONG_TYPE", reason: "expected a value that Convex stores, found another" };
  }
  if (typeof value === "string") return value.isWellFormed() ? undefined : unpairedSurrogate(path);
  if (Array.isArray(value)) {
    if (value.length > MAX_ARRAY_ELEMENTS) {
      return {
        path,
        code: "TOO_LONG",
        reason: `expected at most ${MAX_ARRAY_ELEMENTS} elements, found ${value.length}`,
      };
    }
    return depth > MAX_NESTING ? tooDeep(path) : undefined;
  }
  if (!isObject(value)) return undefined;
  if (depth > MAX_NESTING) return tooDeep(path);
  const keys = Object.keys(value);
  if (keys.length > MAX_OBJECT_FIELDS) {
    return {
      path,
      code: "TOO_MANY_KEYS",
      reason: `expected at most ${MAX_OBJECT_FIELDS} keys, found ${keys.length}`,
    };
  }
  for (const key of keys) {
    const reason = keyReason(key);
    if (reason !== undefined) return { path: `${path}.${key}`, code: "BAD_KEY", reason };
  }
  return undefined;
}

function keyReason(key: string): string | undefined {
  if (key.startsWith("$")) return "a key may not start with $";
  if (/[^\x20-\x7e]/.test(key)) return "a key must be ASCII";
  if (key.length > MAX_KEY_LENGTH) return `a key may have at most ${MAX_KEY_LENGTH} characters`;
  // Convex's own encoder loses it, and says nothing.
  return key === "__proto__" ? "a key may not be __proto__" : undefined;
}

function insides(
  value: Value,
  path: string,
  check: (inner: Value, path: string, key: string) => Unfit | undefined,
): Unfit | undefined {
  const inner = Array.isArray(value)
    ? value.map((item, at) => [item, `${path}[${at}]`, String(at)] as const)
    : isObject(value)
      ? Object.entries(value).map(([key, item]) => [item, `${path}.${key}`, key] as const)
      : [];
  for (const [item, at, key] of inner) {
    const problem = item === undefined ? undefined : check(item, at, key);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const KINDS: Record<string, string> = {
  number: "float64",
  bigint: "int64",
  boolean: "boolean",
  string: "string",
};

function kindOf(value: Value): string {
  if (value === null) return "null";
  if (value instanceof ArrayBuffer) return "bytes";
  return KINDS[typeof value] ?? "object";
}

/** What no type keeps computed() from giving, such as a Date: Convex throws at it, and the whole batch would be lost. */
function hasForm(value: unknown): boolean {
  if (typeof value !== "object" || value === null)
    return typeof value !== "function" && typeof value !== "symbol";
  if (Array.isArray(value) || value instanceof ArrayBuffer) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const describeLiteral = (value: Value): string =>
  typeof value === "bigint" ? `${value}n` : JSON.stringify(value);

const isObject = (value: Value): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer);

const wrong = (value: Value, expected: string, path: string): Unfit => ({
  path,
  code: "WRONG_TYPE",
  reason: `expected ${expected}, found ${describeValue(value)}`,
});

const unpairedSurrogate = (path: string): Unfit => ({
  path,
  code: "BAD_TEXT",
  reason: "expected Unicode text, found an unpaired surrogate",
});

const tooDeep = (path: string): Unfit => ({
  path,
  code: "TOO_DEEP",
  reason: `expected at most ${MAX_NESTING} levels, found more`,
});
