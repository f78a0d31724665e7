import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type SourceName, sourceName } from "../shared/plan.ts";
import { isTableFile, tableOfFile } from "./jsonlNames.ts";
import { MANIFEST_FILE, type Manifest, type ManifestTable, parseManifest } from "./manifest.ts";
import { SourceError } from "./source.ts";

/** A table's file, and what the manifest says of it. */
export type JsonlFile = { name: SourceName; file: string; path: string; listed: ManifestTable | null };

export type JsonlFolder = {
  /**
   * By the tables' names as `sourceName` writes them, in the order of the files' names. Where there is a manifest, every
   * file is listed in it, and every listed one is there.
   */
  files: ReadonlyMap<string, JsonlFile>;
};

/** Which tables a folder holds. @throws SourceError where it cannot be read, is incomplete or ambiguous */
export async function openFolder(directory: string): Promise<JsonlFolder> {
  const found = (await filesIn(directory)).filter(isTableFile).sort();
  const manifest = await manifestOf(directory);
  if (manifest !== undefined) {
    return { files: listedFiles(directory, manifest, new Set(found)) };
  }
  if (found.length === 0) {
    throw failed(
      `${directory} has no table: no file there ends in .jsonl or .jsonl.gz. Name the folder of an export with --from, ` +
        `or make one: npx supabase-to-convex export --out ${directory}`,
    );
  }
  const files = new Map<string, JsonlFile>();
  for (const file of found) {
    const name = tableOfFile(file);
    const other = files.get(sourceName(name));
    if (other !== undefined) {
      throw failed(
        `${other.file} and ${file} are both the table ${sourceName(name)}. Move the one that is not meant out of ${directory}.`,
        sourceName(name),
      );
    }
    files.set(sourceName(name), { name, file, path: join(directory, file), listed: null });
  }
  return { files };
}

function listedFiles(
  directory: string,
  { complete, pending, tables }: Manifest,
  found: ReadonlySet<string>,
): Map<string, JsonlFile> {
  if (!complete || pending.length > 0) {
    throw failed(
      `The export in ${directory} is not complete: it lacks ${pending.map(sourceName).join(", ") || "tables"}. ` +
        `Repeat it: npx supabase-to-convex export --out ${directory}`,
    );
  }
  const files = new Map<string, JsonlFile>();
  for (const listed of tables) {
    const { schema, table } = listed.definition;
    const name = { schema, table };
    const text = sourceName(name);
    if (files.has(text)) throw failed(`${MANIFEST_FILE} lists ${text} twice. ${EXPORT_AGAIN}`, text);
    if (!found.has(listed.file)) {
      throw failed(
        `${listed.file} is missing from ${directory}, but ${MANIFEST_FILE} lists it. Copy the folder again, or export it again.`,
        text,
      );
    }
    files.set(text, { name, file: listed.file, path: join(directory, listed.file), listed });
  }
  const known = new Set(tables.map(({ file }) => file));
  const unlisted = [...found].find((file) => !known.has(file));
  if (unlisted !== undefined) {
    throw failed(
      `${unlisted} is in ${directory}, but ${MANIFEST_FILE} does not list it, so it is not part of the export. ` +
        `Move it away; or delete ${MANIFEST_FILE}, and all files are read unchecked.`,
      sourceName(tableOfFile(unlisted)),
    );
  }
  return files;
}

const EXPORT_AGAIN = "Export it again: npx supabase-to-convex export --out <dir>";

async function manifestOf(directory: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, MANIFEST_FILE), "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw unreadable(join(directory, MANIFEST_FILE), cause);
  }
  const parsed = parseManifest(text);
  if (parsed.ok) return parsed.manifest;
  throw failed(
    `${join(directory, MANIFEST_FILE)} cannot be read as the manifest of an export: ${parsed.reason}. ${EXPORT_AGAIN}`,
  );
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (cause) {
    throw unreadable(directory, cause);
  }
}

/** A folder or file that the system does not let us read. */
export function unreadable(path: string, cause: unknown, table?: string): SourceError {
  const reason = codeOf(cause) === "ENOENT" ? "it does not exist" : (codeOf(cause) ?? "unknown reason");
  const message = `${path} cannot be read: ${reason}. Correct --from, or make the folder readable.`;
  return new SourceError("SOURCE_FORBIDDEN", message, table === undefined ? { cause } : { cause, table });
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

const failed = (message: string, table?: string): SourceError =>
  new SourceError("SOURCE_FAILED", message, table === undefined ? {} : { table });
