import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";
import type { TableSize } from "./estimate.ts";

/** Rows of the sample: the first of the table, which costs the source one page. */
const ROWS_IN_SAMPLE = 200;

/** How large the rows of each table are, as JSON text. */
export async function sampleBytes(
  { source }: Pick<MigrationIo, "source">,
  tables: readonly DescribedTable[],
): Promise<TableSize[]> {
  const sizes: TableSize[] = [];
  for (const { table, description } of tables) {
    const rows = description.found ? description.rows : 0;
    // Read as it is: only its length is looked at, and check works without the key too.
    const plain = { ...table, encrypted: [] };
    sizes.push({ table, rows, bytesPerRow: rows === 0 ? 0 : await averageBytes(source, plain) });
  }
  return sizes;
}

async function averageBytes(source: MigrationIo["source"], table: DescribedTable["table"]): Promise<number> {
  let bytes = 0;
  let rows = 0;
  for await (const page of source.readRows(table, { after: null })) {
    const sample = page.slice(0, ROWS_IN_SAMPLE - rows);
    rows += sample.length;
    bytes += sample.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0);
    if (rows >= ROWS_IN_SAMPLE) break;
  }
  return rows === 0 ? 0 : bytes / rows;
}
