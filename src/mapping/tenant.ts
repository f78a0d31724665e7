import { idTableOf } from "./shape.ts";
import type { MappedRef, MappedTable } from "./table.ts";

/** The ref to whoever owns a table's documents. */
export const tenantRefOf = ({ fields, tenant }: MappedTable): MappedRef | undefined =>
  fields.find((field): field is MappedRef => field.kind === "ref" && field.field === tenant);

/** What is wrong with the `tenant` of a table, each with the way out. */
export function tenantMessages(table: MappedTable): { field: string; message: string }[] {
  const { tenant, validators } = table;
  if (tenant === undefined || tenantRefOf(table) !== undefined) return [];
  const known = Object.hasOwn(validators, tenant);
  const refs = table.fields.flatMap((field) =>
    field.kind === "ref" && idTableOf(field.shape) !== undefined ? [`"${field.field}"`] : [],
  );
  const choice = refs.length === 0 ? "this table has none" : `one of ${refs.join(", ")}`;
  const message = `tenant: ${tenant} is ${known ? "no ref" : "no field of the schema"}. Name the ref that says whose a document is (${choice}), or leave it out.`;
  return [{ field: tenant, message }];
}
