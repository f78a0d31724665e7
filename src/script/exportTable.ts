import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { sourceName } from "../shared/plan.ts";
import { rawEntries } from "../shared/rawJson.ts";
import type { CatalogueTable } from "../source/catalogue.ts";
import type { ManifestTable } from "../source/manifest.ts";
import type { RawSource } from "../source/source.ts";
import { Interrupted } from "./errors.ts";
import { ExportError } from "./exportError.ts";
import { writeWhole } from "./exportFile.ts";

export type TableExport = {
  source: Pick<RawSource, "rawRows">;
  definition: CatalogueTable;
  directory: string;
  file: string;
  gzip: boolean;
  signal: AbortSignal;
  /** Told after each page: rows so far. */
  progressed: (rows: number) => void;
};

/** What was written, as the manifest has it. */
export type WrittenTable = Pick<ManifestTable, "file" | "rows" | "bytes" | "sha256">;

/** Writes every row of a table, a line each. @throws Interrupted, ExportError, SourceError; then the file is as it was */
export async function exportTable(table: TableExport): Promise<WrittenTable> {
  const { directory, file } = table;
  const hash = createHash("sha256");
  let rows = 0;
  let bytes = 0;

  async function* lines(): AsyncGenerator<Buffer> {
    for await (const page of table.source.rawRows(table.definition)) {
      if (table.signal.aborted) throw new Interrupted();
      if (rows === 0) checkColumns(table.definition, page[0]);
      const text = Buffer.from(page.map((row) => `${row}\n`).join(""));
      hash.update(text);
      rows += page.length;
      bytes += text.length;
      table.progressed(rows);
      yield text;
    }
    if (table.signal.aborted) throw new Interrupted();
  }

  await writeWhole(directory, file, async (handle) => {
    const write = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      for await (const chunk of chunks) await handle.writeFile(chunk);
    };
    await (table.gzip ? pipeline(lines(), createGzip(), write) : pipeline(lines(), write));
  });
  return { file, rows, bytes, sha256: hash.digest("hex") };
}

/** The manifest lists the columns, and whoever reads the export holds every row against it. */
function checkColumns(definition: CatalogueTable, row: string | undefined): void {
  if (row === undefined) return;
  const found = rawEntries(row).map(([name]) => name);
  const known = new Set(definition.columns.map(({ name }) => name));
  const surplus = found.find((name) => !known.delete(name));
  const [lacking] = known;
  if (surplus === undefined && lacking === undefined) return;
  const name = sourceName(definition);
  const difference =
    surplus === undefined
      ? `its rows lack the column ${lacking}`
      : `its rows have a column ${surplus} that is not among its columns`;
  throw new ExportError(`${name} was changed while it was exported: ${difference}. Repeat the export.`, {
    table: name,
  });
}
