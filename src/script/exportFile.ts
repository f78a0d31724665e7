import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** The name that a file has until it is whole. Readers leave hidden files alone. */
export const partialOf = (file: string): string => `.${file}.partial`;

/**
 * Writes a file that is whole or not there, whatever happens: beside its place first, mode 0600, then to the disk, then
 * renamed over what was there before.
 *
 * @param write Gets the open file; where it fails, nothing is left of it.
 */
export async function writeWhole<Result>(
  directory: string,
  file: string,
  write: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const partial = join(directory, partialOf(file));
  // What a killed export left may have another mode.
  await rm(partial, { force: true });
  const handle = await open(partial, "wx", 0o600);
  try {
    let result: Result;
    try {
      result = await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, join(directory, file));
    await syncFolder(directory);
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** So that the new name outlives a power cut. Not every system can do that for a folder. */
async function syncFolder(directory: string): Promise<void> {
  try {
    const handle = await open(directory);
    await handle.sync().finally(() => handle.close());
  } catch {
    // The file is in its place all the same.
  }
}
