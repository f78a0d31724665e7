import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExportSelection } from "../../src/script/exportSelection.ts";
import { type ExportIo, exportTables } from "../../src/script/exportTables.ts";
import type { Catalogue } from "../../src/source/catalogue.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { MANIFEST_FILE, type Manifest, parseManifest } from "../../src/source/manifest.ts";
import type { RawSource, SourceRow } from "../../src/source/source.ts";
import { definitionOf, rowsIn, tableOf } from "../source/jsonlFolderOf.ts";

export const newFolder = (): string => join(mkdtempSync(join(tmpdir(), "export-")), "dump");

export const BOTH: ExportSelection = { tables: [], excluded: [] };

/** A source of tables with a column `id`, whose pages are what the test says. */
export function rawSource(tables: Readonly<Record<string, () => AsyncIterable<string[]>>>): RawSource {
  const none = (): never => {
    throw new Error("An export does not ask for this.");
  };
  const catalogue: Catalogue = { tables: Object.keys(tables).map((name) => definitionOf(name, ["id"])) };
  return {
    ...{ describe: none, readRows: none, readKeyless: none, readMatching: none, latest: none },
    keyOrder: none,
    catalogue: async () => catalogue,
    rawRows: ({ table }) => tables[table]?.() ?? none(),
    snapshotAt: async () => "2026-01-02T03:04:05.678Z",
    close: async () => {},
  };
}

/** Pages of rows that have these ids. */
export const ids = (...pages: string[][]): (() => AsyncIterable<string[]>) =>
  async function* () {
    for (const page of pages) yield page.map((id) => JSON.stringify({ id }));
  };

export function exportIo(directory: string, source: RawSource, more: Partial<ExportIo> = {}): ExportIo {
  return {
    source,
    origin: { kind: "postgres", at: "db.example.com/postgres" },
    directory,
    gzip: false,
    signal: new AbortController().signal,
    now: () => Date.UTC(2026, 0, 2),
    report: () => {},
    ...more,
  };
}

/** Exports, and takes a failure for the result. */
export const attempt = (io: ExportIo, selection = BOTH): Promise<unknown> =>
  exportTables(io, selection).catch((error: unknown) => error);

export const filesIn = (directory: string): string[] => readdirSync(directory).sort();

export function manifestIn(directory: string): Manifest {
  const parsed = parseManifest(readFileSync(join(directory, MANIFEST_FILE), "utf8"));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.manifest;
}

/** The ids of a table, as the folder is read. */
export async function idsRead(directory: string, table: string): Promise<unknown[]> {
  const source = jsonlSource({ directory });
  try {
    const rows: SourceRow[] = await rowsIn(source.readRows(tableOf(table, ["id"], ["id"]), { after: null }));
    return rows.map(({ id }) => id);
  } finally {
    await source.close();
  }
}
