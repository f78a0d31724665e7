import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { sourceName } from "../shared/plan.ts";
import { type JsonlFile, unreadable } from "./jsonlFolder.ts";
import { SourceError } from "./source.ts";

/** Of what has been read of a file so far, unpacked. */
export type Tally = { bytes: number; sha256: () => string };

const CHUNK_BYTES = 256 * 1024;

/** A file's content, unpacked where it is packed with gzip, whatever its name says. @throws SourceError */
export function contentOf(file: JsonlFile): { chunks: AsyncIterable<Buffer>; tally: Tally } {
  const hash = createHash("sha256");
  const tally: Tally = { bytes: 0, sha256: () => hash.copy().digest("hex") };
  async function* chunks(): AsyncGenerator<Buffer> {
    const handle = await open(file.path).catch((cause: unknown) => {
      throw unreadable(file.path, cause, sourceName(file.name));
    });
    try {
      for await (const chunk of await unpacked(handle)) {
        hash.update(chunk);
        tally.bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw damaged(file, error) ?? error;
    } finally {
      await handle.close();
    }
  }
  return { chunks: chunks(), tally };
}

async function unpacked(handle: FileHandle): Promise<AsyncIterable<Buffer>> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  const isGzip = bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b;
  const stream = handle.createReadStream({ start: 0, highWaterMark: CHUNK_BYTES, autoClose: false });
  // The failure is thrown by the iteration as well.
  return isGzip ? pipeline(stream, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : stream;
}

function damaged(file: JsonlFile, error: unknown): SourceError | undefined {
  if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("Z_"))
    return undefined;
  return new SourceError(
    "SOURCE_FAILED",
    `${file.file} cannot be unpacked (${error.message}): it is damaged or was cut off. Copy it again, or export it again.`,
    { table: sourceName(file.name), cause: error },
  );
}
