import { readFileSync } from "node:fs";
import { format } from "prettier";

type ValidatorJson = {
  type: string;
  value?: unknown;
  keys?: ValidatorJson;
  values?: { fieldType: ValidatorJson };
};
type FieldsJson = Record<string, { fieldType: ValidatorJson; optional: boolean }>;
type Registered = {
  isQuery?: boolean;
  isMutation?: boolean;
  isAction?: boolean;
  isPublic?: boolean;
  exportArgs(): string;
  exportReturns(): string;
};

/**
 * The text that Convex's code generator writes to a component's `_generated/component.ts`: every public function with
 * its arguments (fields in alphabetical order, as the backend keeps them) and its answer.
 */
export function renderComponentApi(modules: Record<string, Record<string, unknown>>): Promise<string> {
  const lines = Object.keys(modules)
    .sort()
    .flatMap((module) => {
      const functions = Object.entries(modules[module] ?? {})
        .filter((entry): entry is [string, Registered] => isPublicFunction(entry[1]))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, registered]) => `${name}: ${functionType(registered)},`);
      return functions.length === 0 ? [] : [`${module}: {`, ...functions, "},"];
    });
  const text = [header(), "{", ...lines, "};"].join("\n");
  return format(text, { parser: "typescript" });
}

function header(): string {
  const shipped = readFileSync(
    new URL(
      "../../node_modules/@convex-dev/migrations/src/component/_generated/component.ts",
      import.meta.url,
    ),
    "utf8",
  );
  const start = "export type ComponentApi<Name extends string | undefined = string | undefined> =";
  return shipped.slice(0, shipped.indexOf(start) + start.length);
}

const isPublicFunction = (value: unknown): value is Registered =>
  typeof value === "function" && (value as Partial<Registered>).isPublic === true;

function functionType(registered: Registered): string {
  const kind = registered.isQuery ? "query" : registered.isMutation ? "mutation" : "action";
  const args = typeOf(JSON.parse(registered.exportArgs()));
  const returns = typeOf(JSON.parse(registered.exportReturns()));
  return `FunctionReference<"${kind}", "internal", ${args}, ${returns}, Name>`;
}

function typeOf(validator: ValidatorJson | null): string {
  switch (validator?.type) {
    case "literal":
      return JSON.stringify(validator.value);
    case "array":
      return `Array<${typeOf(validator.value as ValidatorJson)}>`;
    case "union":
      return (validator.value as ValidatorJson[]).map(typeOf).join(" | ");
    case "record":
      return `Record<${typeOf(validator.keys ?? null)}, ${typeOf(validator.values?.fieldType ?? null)}>`;
    case "object":
      return objectType(validator.value as FieldsJson);
    case "id":
      return "string";
    case "bytes":
      return "ArrayBuffer";
    case undefined:
      return "any";
    default:
      return validator?.type ?? "any";
  }
}

function objectType(fields: FieldsJson): string {
  const members = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { fieldType, optional }]) => `${name}${optional ? "?" : ""}: ${typeOf(fieldType)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
