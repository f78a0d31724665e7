import { sourceName } from "../shared/plan.ts";
import { VERSION } from "../shared/version.ts";
import type { Catalogue } from "../source/catalogue.ts";
import { filesOfTables } from "../source/jsonlNames.ts";
import type { Manifest } from "../source/manifest.ts";
import type { RawSource } from "../source/source.ts";
import { Interrupted } from "./errors.ts";
import { folderRefused } from "./exportError.ts";
import { prepareFolder, removeFiles, writeManifest } from "./exportFolder.ts";
import { type ExportSelection, type SelectedTables, selectedTables } from "./exportSelection.ts";
import { beginning, withTable } from "./exportState.ts";
import { exportTable } from "./exportTable.ts";

export type ExportIo = {
  source: RawSource;
  /** Which source it is, as the manifest names it. */
  origin: Manifest["source"];
  directory: string;
  gzip: boolean;
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now: () => number;
  report: (event: ExportEvent) => void;
};

/** `bytes` are those of the rows before they are packed. */
export type ExportedTable = { table: string; file: string; rows: number; bytes: number; seconds: number };

export type ExportEvent =
  | { kind: "started"; table: string }
  | { kind: "rows"; table: string; rows: number }
  | { kind: "exported"; exported: ExportedTable };

export type ExportResult = {
  /** What this export wrote. The manifest may list more, of an earlier one. */
  exported: ExportedTable[];
  manifest: Manifest;
};

/**
 * Writes tables into a folder, each whole or not at all, and a manifest that names them. Repeating it writes every table
 * anew. Until all that were asked for are there, the manifest says so, and the folder is not read as a source.
 *
 * @throws ExportError, SourceError, Interrupted; what is whole by then stays.
 */
export async function exportTables(io: ExportIo, selection: ExportSelection): Promise<ExportResult> {
  const catalogue = await io.source.catalogue();
  const wanted = selectedTables(catalogue, selection);
  try {
    return await exportInto(io, catalogue, wanted);
  } catch (error) {
    throw folderRefused(io.directory, error);
  }
}

async function exportInto(io: ExportIo, catalogue: Catalogue, wanted: SelectedTables): Promise<ExportResult> {
  const { directory } = io;
  const stems = filesOfTables(catalogue.tables);
  const toWrite = wanted.tables.map((definition) => {
    const { schema, table } = definition;
    return {
      schema,
      table,
      file: `${stems.get(sourceName(definition))}.jsonl${io.gzip ? ".gz" : ""}`,
      definition,
    };
  });
  const earlier = await prepareFolder(directory, io.origin);
  let { state, obsolete } = beginning(earlier, {
    pending: toWrite.map(({ schema, table, file }) => ({ schema, table, file })),
    stillWanted: wanted.allows,
  });
  const snapshotAt = await io.source.snapshotAt();
  const save = async (): Promise<Manifest> => {
    // First, so that no manifest is ever complete beside a file that it does not list.
    await removeFiles(directory, obsolete);
    const complete = state.pending.length === 0;
    const manifest = {
      format: 1 as const,
      version: VERSION,
      source: io.origin,
      snapshotAt,
      complete,
      ...state,
    };
    await writeManifest(directory, manifest);
    return manifest;
  };

  let manifest = await save();
  const exported: ExportedTable[] = [];
  for (const { definition, file } of toWrite) {
    if (io.signal.aborted) throw new Interrupted();
    const table = sourceName(definition);
    const startedAt = io.now();
    io.report({ kind: "started", table });
    const written = await exportTable({
      ...{ source: io.source, definition, directory, file, gzip: io.gzip, signal: io.signal },
      progressed: (rows) => io.report({ kind: "rows", table, rows }),
    });
    const exportedAt = new Date(io.now()).toISOString();
    ({ state, obsolete } = withTable(state, { ...written, snapshotAt, exportedAt, definition }));
    manifest = await save();
    const { rows, bytes } = written;
    const ended: ExportedTable = { table, file, rows, bytes, seconds: (io.now() - startedAt) / 1000 };
    exported.push(ended);
    io.report({ kind: "exported", exported: ended });
  }
  return { exported, manifest };
}
