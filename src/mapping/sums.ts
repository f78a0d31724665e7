import type { PlanSum } from "../shared/plan.ts";
import { takes } from "./shape.ts";
import type { MappedTable, MappedValue } from "./table.ts";

/** Builders of numbers, each with how its column's text is added up. */
const READ_AS: Readonly<Record<string, (field: MappedValue) => Pick<PlanSum, "readAs" | "digits">>> = {
  integer: () => ({ readAs: "decimal", digits: 0 }),
  number: () => ({ readAs: "double", digits: 0 }),
  numberOrTime: () => ({ readAs: "double", digits: 0 }),
  decimal: ({ shape }) => ({
    readAs: takes(shape, "string") && !shape.kinds.has("float64") ? "decimal" : "double",
    digits: 0,
  }),
  cents: ({ spec }) => ({ readAs: "decimal", digits: Number(spec.options.digits) }),
  money: ({ spec }) => ({ readAs: "money", digits: Number(spec.options.digits) }),
};

/** How the script adds up the columns of a table's `sum`. Fields that cannot be added are left out: they are problems. */
export const planSums = (table: MappedTable): PlanSum[] =>
  summedFields(table).map((field) => ({
    ...{ field: field.field, column: field.column },
    ...(READ_AS[field.spec.builder] as (typeof READ_AS)[string])(field),
    fallback: field.modifiers.fallback === undefined ? null : String(field.modifiers.fallback),
  }));

const summedFields = ({ fields, sums }: MappedTable): MappedValue[] =>
  fields.filter(
    (field): field is MappedValue =>
      sums.includes(field.field) && field.kind === "value" && Object.hasOwn(READ_AS, field.spec.builder),
  );

/** What is wrong with the `sum` of a table, each with the way out. */
export function sumMessages(table: MappedTable): { field: string; message: string }[] {
  const summed = new Set(summedFields(table).map(({ field }) => field));
  return table.sums
    .filter((field) => !summed.has(field))
    .map((field) => ({ field, message: `sum: ${field} ${whyNot(table, field)}` }));
}

function whyNot({ fields }: MappedTable, name: string): string {
  const field = fields.find((each) => each.field === name);
  const numbers = "Name fields that integer(), number(), decimal(), cents() or money() fills.";
  if (field === undefined) return `is no field that the mapping fills. ${numbers}`;
  if (field.kind === "ref") return `is a ref, and ids cannot be added up. ${numbers}`;
  if (field.kind === "computed") return `is computed, so no column can be added up to compare. ${numbers}`;
  if (field.kind === "nested") return `is an object. ${numbers}`;
  if (field.kind === "loadedAt") return `is the time of loading, which no column holds. ${numbers}`;
  return field.spec.encrypted
    ? `is encrypted, and what it holds cannot be added up. ${numbers}`
    : `is filled by ${field.spec.builder}(), which makes no number of its column. ${numbers} A numeric kept as text is decimal("${field.column}").`;
}
