import type { JSONValue } from "convex/values";

interface FieldJson {
  fieldType: ValidatorJson;
  optional: boolean;
}

/** A validator as `exportArgs`, `exportReturns` and a schema write it. */
export type ValidatorJson =
  | { type: "any" | "null" | "number" | "bigint" | "boolean" | "string" | "bytes" }
  | { type: "id"; tableName: string }
  | { type: "literal"; value: JSONValue }
  | { type: "array"; value: ValidatorJson }
  | { type: "record"; keys: ValidatorJson; values: FieldJson }
  | { type: "union"; value: ValidatorJson[] }
  | { type: "object"; value: Record<string, FieldJson> };
