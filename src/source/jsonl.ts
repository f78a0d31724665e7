import { legacyIdParts } from "../shared/legacyId.ts";
import { type SourceName, sourceName } from "../shared/plan.ts";
import { catalogueOf } from "./jsonlCatalogue.ts";
import { type JsonlFolder, openFolder } from "./jsonlFolder.ts";
import { type JsonlTable, jsonlTable } from "./jsonlTable.ts";
import { type Source, SourceError, type SourceRow, type SourceTable } from "./source.ts";
import type { Spool } from "./spool.ts";
import type { SortTuning } from "./spoolSort.ts";

export type JsonlSourceOptions = {
  /** Holds a file for each table, as `export` writes them: `contacts.jsonl`, `auth.users.jsonl.gz`. */
  directory: string;
} & SortTuning;

/**
 * A folder of JSON lines, one file a table, each line a row as row_to_json writes it, plain or packed with gzip. Rows may
 * stand in any order: they are sorted on disk when their table is first asked for, and then the whole file is checked,
 * with a manifest against its counts and checksums.
 */
export function jsonlSource({ directory, ...tuning }: JsonlSourceOptions): Source {
  let opened: Promise<JsonlFolder> | undefined;
  const folder = (): Promise<JsonlFolder> => {
    opened ??= openFolder(directory);
    return opened;
  };
  const tables = new Map<string, JsonlTable>();

  const tableOf = async (name: SourceName): Promise<JsonlTable | undefined> => {
    const text = sourceName(name);
    const file = (await folder()).files.get(text);
    if (file === undefined) return undefined;
    const table = tables.get(text) ?? jsonlTable(file, tuning);
    tables.set(text, table);
    return table;
  };

  /** The pages that `read` gets of the sorted rows, as rows. */
  async function* pagesOf(
    table: SourceTable,
    columns: readonly string[],
    read: (sorted: Spool) => AsyncIterable<string[]>,
  ): AsyncGenerator<SourceRow[]> {
    const found = await tableOf(table.source);
    if (found === undefined) throw noFile(directory, table);
    for await (const texts of read(await found.sortedBy(table, columns))) {
      yield texts.map((text) => found.rowOf(text, table));
    }
  }

  return {
    keyOrder: () => "script",
    async describe(table) {
      const found = await tableOf(table.source);
      if (found === undefined) return { found: false };
      const { rows } = await found.sortedBy(table, table.key);
      return { found: true, rows, columns: found.columns() };
    },
    readRows(table, { after, until }) {
      const parts = (legacyId: string): string[] => legacyIdParts(legacyId, table.key.length);
      return pagesOf(table, table.key, (sorted) =>
        sorted.pages(after === null ? null : parts(after), until === undefined ? undefined : parts(until)),
      );
    },
    readKeyless: (table) => pagesOf(table, table.key, (sorted) => sorted.keyless()),
    readMatching: (table, columns, tuples) => pagesOf(table, columns, (sorted) => sorted.matching(tuples)),
    async latest(table, column) {
      const found = await tableOf(table.source);
      if (found === undefined) throw noFile(directory, table);
      return found.latest(table, column);
    },
    catalogue: async () => catalogueOf(await folder()),
    close: async () => void (await Promise.all([...tables.values()].map((table) => table.close()))),
  };
}

const noFile = (directory: string, { source }: SourceTable): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `${directory} has no file for ${sourceName(source)}. Correct "from" in the mapping, or export the table as well.`,
    { table: sourceName(source) },
  );
