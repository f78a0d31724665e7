import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SourceError } from "./source.ts";

/** A file for one process, which nobody else can read. */
export type SpoolFile = {
  /** Writes at the end. @throws SourceError where the disk is full */
  append(bytes: Buffer): Promise<void>;
  /** @param length Bytes, all of which must have been written. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Deletes the file. */
  close(): Promise<void>;
};

const FULL = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Opens an empty temporary file, mode 0600 in a folder of mode 0700. It is deleted at once and lives on while it is open,
 * so that a killed process leaves no rows behind; where the system cannot do that, it is deleted on close.
 *
 * @param folder Where temporary files go, by default the system's folder for them (TMPDIR).
 */
export async function openSpoolFile(folder: string = tmpdir()): Promise<SpoolFile> {
  const own = await mkdtemp(join(folder, "supabase-to-convex-"));
  const remove = () => rm(own, { recursive: true, force: true });
  let handle: FileHandle;
  try {
    handle = await open(join(own, "rows"), "wx+", 0o600);
  } catch (error) {
    await remove();
    throw error;
  }
  const removed = await remove().then(
    () => true,
    () => false,
  );
  return {
    append: (bytes) =>
      // Unlike write, this goes on until all bytes are written; it starts where the last one ended.
      handle.writeFile(bytes).catch((cause: unknown) => {
        throw isFull(cause) ? diskFull(folder, cause) : cause;
      }),
    read: (offset, length) => readFully(handle, offset, length),
    close: async () => {
      await handle.close();
      if (!removed) await remove();
    },
  };
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new Error("A temporary file is shorter than what was written to it.");
    done += bytesRead;
  }
  return bytes;
}

const isFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && FULL.has(String(error.code));

const diskFull = (folder: string, cause: unknown): SourceError =>
  new SourceError(
    "SOURCE_FAILED",
    `The folder for temporary files, ${folder}, is full. Sorting a table takes about twice its size there. ` +
      "Free some space, or name another folder with the variable TMPDIR.",
    { cause },
  );
