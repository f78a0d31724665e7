import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { CatalogueTable } from "../../src/source/catalogue.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { MANIFEST_FILE, type Manifest, type ManifestTable, manifestText } from "../../src/source/manifest.ts";
import type { Source, SourceRow, SourceTable } from "../../src/source/source.ts";

const opened: Source[] = [];
afterAll(async () => {
  for (const source of opened) await source.close();
});

/** A folder with these files, of a name in JSON what `manifestText` makes of it. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), "jsonl-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** The folder as a source, whose temporary files are tiny; closed after the tests. */
export function sourceOf(files: Readonly<Record<string, string | Uint8Array>>): Source {
  const source = jsonlSource({ directory: folderOf(files), runSize: 200, blockBytes: 64 });
  opened.push(source);
  return source;
}

/** A table of text columns without filters. */
export const tableOf = (
  table: string,
  key: string[],
  columns: string[],
  more: Partial<SourceTable> = {},
) => ({
  source: { schema: "public", table },
  key,
  columns: columns.map((name) => ({ name, cast: "text" as const, optional: false, readAs: ["text"] })),
  where: [],
  ...more,
});

export async function rowsIn(pages: AsyncIterable<SourceRow[]>): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

export const definitionOf = (table: string, columns: string[]): CatalogueTable => ({
  schema: "public",
  table,
  kind: "table",
  comment: null,
  columns: columns.map((name) => ({
    name,
    type: "text",
    nullable: false,
    comment: null,
    enumValues: null,
    fields: null,
  })),
  key: ["id"],
  unique: [],
  foreignKeys: [],
});

/** What the manifest says of a file with this content. */
export const listed = (file: string, content: string, definition: CatalogueTable): ManifestTable => ({
  file,
  rows: content.split("\n").filter((line) => line !== "").length,
  bytes: Buffer.byteLength(content),
  sha256: createHash("sha256").update(content).digest("hex"),
  snapshotAt: null,
  exportedAt: "2026-01-02T03:04:05.000Z",
  definition,
});

export const manifestOf = (
  tables: ManifestTable[],
  more: Partial<Manifest> = {},
): Record<string, string> => ({
  [MANIFEST_FILE]: manifestText({
    format: 1,
    version: "0.1.0",
    source: { kind: "postgres", at: "db.example.com/postgres" },
    snapshotAt: null,
    complete: true,
    pending: [],
    tables,
    ...more,
  }),
});
