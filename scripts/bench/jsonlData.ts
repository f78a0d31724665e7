import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type DataSize, type GeneratedTable, generatedTables } from "./data.ts";

const LINES_PER_CHUNK = 500;

/** The generated tables as a folder of JSON lines. */
export async function writeJsonl(
  size: DataSize,
): Promise<{ directory: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "supabase-to-convex-bench-"));
  for (const table of generatedTables(size)) {
    await pipeline(Readable.from(linesOf(table)), createWriteStream(join(directory, `${table.name}.jsonl`)));
  }
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
}

function* linesOf({ rows, row }: GeneratedTable): Generator<string> {
  for (let from = 0; from < rows; from += LINES_PER_CHUNK) {
    const count = Math.min(LINES_PER_CHUNK, rows - from);
    yield Array.from({ length: count }, (_, at) => `${JSON.stringify(row(from + at))}\n`).join("");
  }
}
