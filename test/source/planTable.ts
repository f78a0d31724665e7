import type { PlanTable } from "../../src/shared/plan.ts";
import type { KeyRange, Source, SourceRow, SourceTable } from "../../src/source/source.ts";

/** A plan of a table whose columns are all read as text. */
export function planTable(table: string, key: string[], columns: string[], schema = "public"): PlanTable {
  return {
    target: table,
    source: { schema, table },
    key,
    columns: columns.map((name) => ({
      name,
      cast: "text",
      optional: false,
      readAs: ["text"],
      requiredBy: [],
      literals: null,
    })),
    ignored: [],
    refs: [],
    where: [],
    joins: [],
    encrypted: [],
    match: null,
    sync: { updatedAt: null, overlapSeconds: 300, conflict: "keep" },
    sums: [],
    tenant: null,
    indexes: 1,
    lookup: false,
    optional: false,
    pass: null,
    hash: "",
    form: "",
  };
}

export async function allPages(pages: AsyncIterable<SourceRow[]>): Promise<SourceRow[][]> {
  const read: SourceRow[][] = [];
  for await (const page of pages) read.push(page);
  return read;
}

export async function allRows(
  source: Source,
  table: SourceTable,
  range: KeyRange = { after: null },
): Promise<SourceRow[]> {
  return (await allPages(source.readRows(table, range))).flat();
}
