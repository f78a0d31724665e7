import type { FileHandle } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";
import { writeWhole } from "../script/exportFile.ts";

/** What is put into a ZIP, one file after the other. */
export type ZipWriter = {
  /** @param chunks The file's bytes, read as fast as they are written. */
  add(name: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void>;
};

/** More takes three times as long for a tenth less. */
const COMPRESSION_LEVEL = 1;

/** For its owner alone: it holds every value of every row. */
const MODE = 0o100600;

/**
 * Writes a ZIP that is whole or not there. Nothing of it is kept in memory, and files of more than 4 GiB are written as
 * ZIP64 has them.
 */
export const writeZip = <Result>(path: string, write: (zip: ZipWriter) => Promise<Result>): Promise<Result> =>
  writeWhole(dirname(path), basename(path), async (handle) => {
    const zip = new ZipFile();
    const output = zip.outputStream as Readable;
    const written = writeAll(output, handle);
    // Awaited at the end; until then nobody listens, which would end the process.
    written.catch(() => {});
    try {
      const result = await write({
        async add(name, chunks) {
          const input = Readable.from(chunks);
          zip.addReadStream(input, name, { compressionLevel: COMPRESSION_LEVEL, mode: MODE });
          // What ends the output ends this too, which would wait for ever.
          await Promise.race([finished(input), written]);
        },
      });
      zip.end();
      await written;
      return result;
    } catch (error) {
      output.destroy();
      throw error;
    }
  });

async function writeAll(output: Readable, handle: FileHandle): Promise<void> {
  // Unlike write, writeFile goes on until all bytes are written; it starts where the last one ended.
  for await (const chunk of output) await handle.writeFile(chunk as Buffer);
}
