import { sourceName } from "../shared/plan.ts";
import type { JsonlFile } from "./jsonlFolder.ts";
import { type JsonlContent, type JsonlRow, rowsOf } from "./jsonlRows.ts";
import { spellingsOf } from "./jsonlText.ts";
import { castOf, keyOf, passes, sourceRow } from "./jsonlValues.ts";
import { SourceError, type SourceRow, type SourceTable } from "./source.ts";
import { type Spool, type SpoolRow, spoolRows } from "./spool.ts";
import type { SortTuning } from "./spoolSort.ts";

/** A file's rows by whatever they are asked for. Each order is made once, by reading the whole file, and kept on disk. */
export type JsonlTable = {
  /** The rows that `where` lets pass, by these columns. @throws SourceError where the file is not as it has to be */
  sortedBy(table: SourceTable, columns: readonly string[]): Promise<Spool>;
  /** A row as a source sends it, from its text. */
  rowOf(text: string, table: SourceTable): SourceRow;
  /** Known once the file has been read. */
  columns(): string[] | null;
  close(): Promise<void>;
};

export function jsonlTable(file: JsonlFile, tuning: SortTuning): JsonlTable {
  const spools = new Map<string, Promise<Spool>>();
  const spellings = spellingsOf(file);
  let content: JsonlContent | undefined;
  let closed = false;

  async function* wantedRows(table: SourceTable, columns: readonly string[]): AsyncGenerator<SpoolRow> {
    const read = rowsOf(file, (found) => {
      if (content !== undefined && content.sha256 !== found.sha256) throw changed(file);
      content = found;
    });
    for await (const rows of read) {
      if (closed) throw new SourceError("SOURCE_FAILED", `Reading ${file.file} was given up.`);
      checkFilters(file, table, rows[0]);
      for (const { text, values } of rows) {
        if (passes(values, table.where, spellings)) {
          yield { key: keyOf(values, columns, table, spellings), text };
        }
      }
    }
  }

  return {
    sortedBy(table, columns) {
      const by = columns.map((name) => [name, castOf(table, name)]);
      const order = JSON.stringify([by, table.where.map((filter) => [filter.column, filter.in])]);
      const spool = spools.get(order) ?? spoolRows(wantedRows(table, columns), tuning);
      spools.set(order, spool);
      return spool;
    },
    rowOf: (text, table) => sourceRow(text, table.columns, spellings),
    columns: () => content?.columns ?? null,
    async close() {
      closed = true;
      for (const spool of await Promise.allSettled(spools.values())) {
        if (spool.status === "fulfilled") await spool.value.close();
      }
    },
  };
}

function checkFilters(file: JsonlFile, { where }: SourceTable, row: JsonlRow | undefined): void {
  const lacking = where.find(({ column }) => row !== undefined && !row.values.has(column));
  if (lacking === undefined) return;
  throw new SourceError(
    "SOURCE_FAILED",
    `${file.file} has no column ${lacking.column}, by which the mapping picks rows. Correct the filter in the mapping.`,
    { table: sourceName(file.name) },
  );
}

const changed = (file: JsonlFile): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `${file.file} was changed while it was being read. Run the command again.`,
    {
      table: sourceName(file.name),
    },
  );
