import { defineSchema, defineTable, type GenericSchema } from "convex/server";
import { type Validator, v } from "convex/values";
import { cents, json, timestamp } from "../../src/client/index.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { createMapping } from "../../src/mapping/mapping.ts";
import { mapRow } from "../../src/mapping/mapRow.ts";
import type { MappedTable } from "../../src/mapping/table.ts";

const ROWS_PER_BATCH = 100;

/** Rows a second through the mapping alone, and how long it takes for a batch of 100 rows. */
export type MappingFigure = { columns: number; rowsPerSecond: number; msPerBatch: number };

/** @param seconds How long to measure each width, about. */
export const measureMapping = (seconds: number): MappingFigure[] =>
  [10, 150].map((columns) => {
    const table = tableOf(columns);
    const texts = Array.from({ length: ROWS_PER_BATCH }, (_, n) => JSON.stringify(rowOf(columns, n)));
    const before = process.cpuUsage();
    const untilMs = performance.now() + seconds * 1000;
    let batches = 0;
    while (performance.now() < untilMs) {
      for (const text of texts) {
        if (mapRow(table, text).kind !== "document")
          throw new Error("The bench's rows do not fit their table.");
      }
      batches += 1;
    }
    // Of the processor's time: what else the machine does meanwhile is not the mapping's.
    const { user, system } = process.cpuUsage(before);
    const msPerBatch = (user + system) / 1000 / batches;
    return { columns, rowsPerSecond: (1000 * ROWS_PER_BATCH) / msPerBatch, msPerBatch };
  });

/** Columns of the kinds that apps have, one after the other. */
const KINDS = [
  { validator: v.string(), column: undefined, value: (n: number) => `Text number ${n}` },
  { validator: v.number(), column: cents, value: (n: number) => `${n}.25` },
  { validator: v.number(), column: timestamp, value: (n: number) => new Date(n * 1e9).toISOString() },
  { validator: v.boolean(), column: undefined, value: (n: number) => n % 2 === 0 },
  {
    validator: v.any(),
    column: json,
    value: (n: number) => JSON.stringify({ tags: ["a", "b"], at: { x: n } }),
  },
] as const;

const kindOf = (at: number): (typeof KINDS)[number] => KINDS[at % KINDS.length] ?? KINDS[0];

function tableOf(columns: number): MappedTable {
  const validators: Record<string, Validator<unknown, "optional" | "required", string>> = {
    legacyId: v.optional(v.string()),
  };
  const fields: Record<string, unknown> = {};
  for (let at = 0; at < columns; at += 1) {
    const { validator, column } = kindOf(at);
    validators[`field${at}`] = validator;
    if (column !== undefined) fields[`field${at}`] = column(`field${at}`);
  }
  const schema = defineSchema({
    wide: defineTable(validators as never).index("by_legacy_id", ["legacyId"] as never),
  } as unknown as GenericSchema);
  const declared = { wide: { from: "wide", fields } as unknown as AnyTableMapping };
  const { tables, problems } = createMapping(schema, declared);
  const [table] = tables;
  if (table === undefined || problems.length > 0)
    throw new Error(problems.map(({ message }) => message).join("\n"));
  return table;
}

const rowOf = (columns: number, n: number): Record<string, unknown> => ({
  id: String(n),
  ...Object.fromEntries(Array.from({ length: columns }, (_, at) => [columnOf(at), kindOf(at).value(n)])),
});

/** Fields that no line names are read from the column of their name in snake case. */
const columnOf = (at: number): string => `field${at}`;
