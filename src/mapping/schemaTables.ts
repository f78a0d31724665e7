import type { SchemaDefinition } from "convex/server";
import type { AnyValidator } from "./shape.ts";

/** A table of the schema as data. */
export type SchemaTable = {
  validators: Readonly<Record<string, AnyValidator>>;
  /** Index name → its fields. */
  indexes: ReadonlyMap<string, readonly string[]>;
};

// biome-ignore lint/suspicious/noExplicitAny: Convex's own bound for any schema; a narrower one refuses real schemas.
export type AnySchema = SchemaDefinition<any, boolean>;

type TableInternals = {
  validator: AnyValidator;
  // Convex's own name: a space keeps it out of the way of autocompletion.
  " indexes"(): { indexDescriptor: string; fields: string[] }[];
};

/** The tables with fixed fields. A table that is a union at its top has none, and cannot be mapped by field. */
export function tablesOfSchema(schema: AnySchema): Map<string, SchemaTable> {
  const tables = new Map<string, SchemaTable>();
  for (const [name, table] of Object.entries(schema.tables as Record<string, TableInternals>)) {
    if (table.validator.kind !== "object") continue;
    const { fields } = table.validator as unknown as { fields: Record<string, AnyValidator> };
    const indexes = table[" indexes"]().map(
      ({ indexDescriptor, fields }) => [indexDescriptor, fields] as const,
    );
    tables.set(name, { validators: fields, indexes: new Map(indexes) });
  }
  return tables;
}
