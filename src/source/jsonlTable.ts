import { sourceName } from "../shared/plan.ts";
import { laterOf } from "../shared/watermark.ts";
import type { JsonlFile } from "./jsonlFolder.ts";
import { type JsonlContent, type JsonlRow, rowsOf } from "./jsonlRows.ts";
import { spellingsOf } from "./jsonlText.ts";
import { castOf, keyOf, passes, passesWhere, sourceRow, textOf } from "./jsonlValues.ts";
import { SourceError, type SourceRow, type SourceTable } from "./source.ts";
import { type Spool, type SpoolRow, spoolRows } from "./spool.ts";
import type { SortTuning } from "./spoolSort.ts";

/** A file's rows by whatever they are asked for. Each order is made once, by reading the whole file, and kept on disk. */
export type JsonlTable = {
  /** The rows that `where` lets pass, by these columns. @throws SourceError where the file is not as it has to be */
  sortedBy(table: SourceTable, columns: readonly string[]): Promise<Spool>;
  /** The greatest value of a column, as Source has it: read anew each time. */
  latest(table: SourceTable, column: string): Promise<string | null>;
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

  /** All rows, page by page. */
  async function* readFile(table: SourceTable): AsyncGenerator<JsonlRow[]> {
    const read = rowsOf(file, (found) => {
      if (content !== undefined && content.sha256 !== found.sha256) throw changed(file);
      content = found;
    });
    for await (const rows of read) {
      if (closed) throw new SourceError("SOURCE_FAILED", `Reading ${file.file} was given up.`);
      checkFilters(file, table, rows[0]);
      yield rows;
    }
  }

  async function* wantedRows(table: SourceTable, columns: readonly string[]): AsyncGenerator<SpoolRow> {
    for await (const rows of readFile(table)) {
      for (const { text, values } of rows) {
        if (passes(values, table, spellings)) yield { key: keyOf(values, columns, table, spellings), text };
      }
    }
  }

  return {
    sortedBy(table, columns) {
      const by = columns.map((name) => [name, castOf(table, name)]);
      const where = table.where.map((filter) => [filter.column, filter.in]);
      const order = JSON.stringify([by, where, table.since && [table.since.column, table.since.value]]);
      const spool = spools.get(order) ?? spoolRows(wantedRows(table, columns), tuning);
      spools.set(order, spool);
      return spool;
    },
    async latest(table, column) {
      let latest: string | null = null;
      for await (const rows of readFile({ ...table, since: { column, value: "" } })) {
        for (const { values } of rows) {
          if (passesWhere(values, table.where, spellings)) {
            latest = laterOf(latest, textOf(values, column), asOfMs(file));
          }
        }
      }
      return latest;
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

/** What the rows were read as of: after that, whatever lay ahead then may have been changed again. */
const asOfMs = ({ listed }: JsonlFile): number =>
  listed === null ? Date.now() : Date.parse(listed.snapshotAt ?? listed.exportedAt);

function checkFilters(file: JsonlFile, { where, since }: SourceTable, row: JsonlRow | undefined): void {
  const needed = [...where, ...(since === undefined ? [] : [since])];
  const lacking = needed.find(({ column }) => row !== undefined && !row.values.has(column));
  if (lacking === undefined) return;
  const place = lacking === since ? '"updatedAt"' : "the filter";
  throw new SourceError(
    "SOURCE_FAILED",
    `${file.file} has no column ${lacking.column}, by which the mapping picks rows. Correct ${place} in the mapping.`,
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
