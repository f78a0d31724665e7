import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isTableFile } from "../source/jsonlNames.ts";
import { MANIFEST_FILE, type Manifest, manifestText, parseManifest } from "../source/manifest.ts";
import { ExportError } from "./exportError.ts";
import { partialOf, writeWhole } from "./exportFile.ts";

/**
 * Makes the folder, or makes sure that an export of the same source may go into it: whatever it holds was written by
 * one, or has a name that no table's file has.
 *
 * @returns The manifest of the export that is there.
 * @throws ExportError
 */
export async function prepareFolder(
  directory: string,
  source: Manifest["source"],
): Promise<Manifest | undefined> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const earlier = await earlierManifest(directory);
  if (earlier !== undefined && (earlier.source.kind !== source.kind || earlier.source.at !== source.at)) {
    throw new ExportError(
      `${directory} holds an export of ${earlier.source.at}, and this one is of ${source.at}. Name another folder: --out <dir>`,
    );
  }
  const own = new Set([...(earlier?.tables ?? []), ...(earlier?.pending ?? [])].map(({ file }) => file));
  const foreign = (await readdir(directory)).filter(isTableFile).find((file) => !own.has(file));
  if (foreign !== undefined) {
    throw new ExportError(
      `${foreign} is in ${directory}, and no export has written it. Name an empty folder with --out, or move the file away.`,
    );
  }
  // A killed export leaves the file that it was writing.
  for (const { file } of earlier?.pending ?? []) await rm(join(directory, partialOf(file)), { force: true });
  return earlier;
}

export const writeManifest = (directory: string, manifest: Manifest): Promise<void> =>
  writeWhole(directory, MANIFEST_FILE, (handle) => handle.writeFile(manifestText(manifest)));

/** Deletes files that an earlier export wrote. */
export async function removeFiles(directory: string, files: readonly string[]): Promise<void> {
  for (const file of files) await rm(join(directory, file), { force: true });
}

async function earlierManifest(directory: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, MANIFEST_FILE), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const parsed = parseManifest(text);
  if (parsed.ok) return parsed.manifest;
  throw new ExportError(
    `${join(directory, MANIFEST_FILE)} is not the manifest of an export (${parsed.reason}). ` +
      "Name an empty folder with --out, or move the file away.",
  );
}
