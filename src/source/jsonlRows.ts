import { sourceName } from "../shared/plan.ts";
import { rawEntries } from "../shared/rawJson.ts";
import { contentOf } from "./jsonlBytes.ts";
import type { JsonlFile } from "./jsonlFolder.ts";
import { type Line, LineError, linesOf } from "./jsonlLines.ts";
import { MANIFEST_FILE } from "./manifest.ts";
import { SourceError } from "./source.ts";

/** A row: its text, and the raw JSON of each column. */
export type JsonlRow = { text: string; values: ReadonlyMap<string, string> };

/** What a whole file was found to hold. */
export type JsonlContent = {
  rows: number;
  /** In the order of the first row, null where there is no row and no manifest. */
  columns: string[] | null;
  sha256: string;
};

/**
 * All rows of a file, each checked: one JSON object a line, with the same columns in all of them, and with a manifest
 * exactly those that it lists. The last thing that is checked is the count and the checksum, so no row counts before the end.
 *
 * @param done Told once, after the last check.
 * @throws SourceError with the line, and nothing of what stands in it
 */
export async function* rowsOf(
  file: JsonlFile,
  done: (content: JsonlContent) => void,
): AsyncGenerator<JsonlRow[], void> {
  const { chunks, tally } = contentOf(file);
  const listed = file.listed?.definition.columns.map(({ name }) => name);
  let expected: Expected | undefined =
    listed === undefined ? undefined : { columns: listed, named: MANIFEST_FILE };
  let rows = 0;
  try {
    for await (const lines of linesOf(chunks)) {
      const page = lines.map((line) => {
        const row = rowOf(line);
        expected ??= { columns: [...row.values.keys()], named: `line ${line.number}` };
        checkColumns(line, row, expected);
        return row;
      });
      rows += page.length;
      yield page;
    }
  } catch (error) {
    throw error instanceof LineError ? atLine(file, error) : error;
  }
  const content = { rows, columns: expected?.columns ?? null, sha256: tally.sha256() };
  if (file.listed !== null) checkListed(file, file.listed, content);
  done(content);
}

type Expected = { columns: string[]; named: string };

const ONE_ROW = "Each line has to hold one row, as row_to_json writes it.";

function rowOf({ number, text, ended }: Line): JsonlRow {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    // What JSON.parse says shows a part of the row.
    const reason = ended
      ? `it is not one JSON object. ${ONE_ROW}`
      : "it is cut off: the file ends inside this row.";
    throw new LineError(number, `${reason} Export the file again.`);
  }
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new LineError(number, `it is JSON, but no object. ${ONE_ROW}`);
  }
  const entries = rawEntries(text);
  const values = new Map(entries);
  if (values.size < entries.length)
    throw new LineError(number, "it names a column twice. Export the file again.");
  return { text, values };
}

function checkColumns({ number }: Line, { values }: JsonlRow, { columns, named }: Expected): void {
  const lacking = columns.find((name) => !values.has(name));
  if (lacking !== undefined) {
    throw new LineError(
      number,
      `it has no ${lacking}, which ${named} has. row_to_json writes null where a row has no value: export the file again.`,
    );
  }
  if (values.size === columns.length) return;
  const known = new Set(columns);
  const surplus = [...values.keys()].find((name) => !known.has(name));
  throw new LineError(
    number,
    `it has ${surplus}, which ${named} has not. All rows of a table have the same columns: export the file again.`,
  );
}

function checkListed(
  file: JsonlFile,
  listed: { rows: number; sha256: string },
  { rows, sha256 }: JsonlContent,
): void {
  if (rows === listed.rows && sha256 === listed.sha256) return;
  const found =
    rows === listed.rows
      ? `its content was changed: its SHA-256 is not the one in ${MANIFEST_FILE}`
      : `it has ${rows} rows, but ${MANIFEST_FILE} lists ${listed.rows}`;
  throw new SourceError(
    "SOURCE_FAILED",
    `${file.file} is not as it was exported: ${found}. Copy it again, or export it again.`,
    { table: sourceName(file.name) },
  );
}

const atLine = (file: JsonlFile, { line, message }: LineError): SourceError =>
  new SourceError("SOURCE_FAILED", `${file.file} line ${line}: ${message}`, { table: sourceName(file.name) });
