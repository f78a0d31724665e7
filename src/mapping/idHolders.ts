import type { AnySchema } from "./schemaTables.ts";
import { type AnyValidator, flatten } from "./shape.ts";

/**
 * The tables of the schema whose documents may hold an id of a document of one of these tables: as such, or as any text,
 * which says of no id that it is none.
 */
export function tablesHolding(schema: AnySchema, targets: readonly string[]): string[] {
  const sought = new Set(targets);
  if (sought.size === 0) return [];
  const tables = schema.tables as Record<string, { validator: AnyValidator }>;
  return Object.keys(tables).filter((name) => mayHold(tables[name]?.validator, sought));
}

function mayHold(validator: AnyValidator | undefined, targets: ReadonlySet<string>): boolean {
  if (validator === undefined) return false;
  return flatten(validator).some((member) => {
    const { kind, tableName, element, fields, key, value } = member as unknown as Inside;
    if (kind === "id") return targets.has(tableName ?? "");
    if (kind === "string" || kind === "any") return true;
    return [element, key, value, ...Object.values(fields ?? {})].some((inner) => mayHold(inner, targets));
  });
}

/** What of a validator is of use here: each kind has some of it. */
type Inside = {
  kind: string;
  tableName?: string;
  element?: AnyValidator;
  key?: AnyValidator;
  value?: AnyValidator;
  fields?: Record<string, AnyValidator>;
};
