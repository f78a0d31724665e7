import type { SpoolFile } from "./spoolFile.ts";

/** A row's text under the values that it is found by. */
export type SpoolRecord = { key: readonly string[]; text: string };

/** A stretch of the file that holds whole records; `first` is the key of its first one. */
type Block = { first: readonly string[]; start: number };

/** Records in a file, in the order they were written in; if that was by key, they are found by key. */
export type SpoolBlocks = {
  readonly blocks: number;
  readonly records: number;
  read(block: number): Promise<SpoolRecord[]>;
  /** The block to start at for the first record whose key is not before the wanted ones. */
  startOf(isBefore: (key: readonly string[]) => boolean): number;
  close(): Promise<void>;
};

export type BlockTuning = {
  /** Bytes of a block to begin with, default 16 KiB: what one lookup reads. */
  blockBytes?: number | undefined;
  /** Blocks that are remembered at most, default 65,536; a file that has more gets larger blocks. */
  maxBlocks?: number | undefined;
};

const HEADER_BYTES = 8;
const WRITE_BYTES = 512 * 1024;

/** Writes records into a file of its own. */
export function writeBlocks(
  file: SpoolFile,
  { blockBytes = 16 * 1024, maxBlocks = 65_536 }: BlockTuning = {},
): { append(record: SpoolRecord): Promise<void>; finish(): Promise<SpoolBlocks> } {
  let index: Block[] = [];
  let blockSize = blockBytes;
  let size = 0;
  let records = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;

  const remember = (key: readonly string[]): void => {
    const last = index.at(-1);
    if (last !== undefined && size - last.start < blockSize) return;
    index.push({ first: key, start: size });
    if (index.length <= maxBlocks) return;
    // Every second block joins the one before it: the index stays as small as it is, however large the file grows.
    index = index.filter((_, at) => at % 2 === 0);
    blockSize *= 2;
  };

  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    if (bytes.length > 0) await file.append(bytes);
  };

  return {
    async append(record) {
      remember(record.key);
      const bytes = encoded(record);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      size += bytes.length;
      records += 1;
      if (waitingBytes >= WRITE_BYTES) await flush();
    },
    async finish() {
      await flush();
      return openBlocks(file, index, size, records);
    },
  };
}

function openBlocks(file: SpoolFile, index: readonly Block[], size: number, records: number): SpoolBlocks {
  return {
    blocks: index.length,
    records,
    async read(block) {
      const start = index[block]?.start ?? size;
      return decoded(await file.read(start, (index[block + 1]?.start ?? size) - start));
    },
    startOf(isBefore) {
      let low = 0;
      let high = index.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (isBefore(index[middle]?.first ?? [])) low = middle + 1;
        else high = middle;
      }
      // The block before the first one that starts late enough may end with what is wanted.
      return Math.max(0, low - 1);
    },
    close: () => file.close(),
  };
}

// The key as JSON, because parts may hold any character, and JSON escapes the surrogates that UTF-8 cannot hold.
function encoded({ key, text }: SpoolRecord): Buffer {
  const keyText = JSON.stringify(key);
  const keyBytes = Buffer.byteLength(keyText);
  const textBytes = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + keyBytes + textBytes);
  bytes.writeUInt32LE(keyBytes, 0);
  bytes.writeUInt32LE(textBytes, 4);
  bytes.write(keyText, HEADER_BYTES);
  bytes.write(text, HEADER_BYTES + keyBytes);
  return bytes;
}

function decoded(bytes: Buffer): SpoolRecord[] {
  const records: SpoolRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const keyEnd = at + HEADER_BYTES + bytes.readUInt32LE(at);
    const textEnd = keyEnd + bytes.readUInt32LE(at + 4);
    records.push({
      key: JSON.parse(bytes.toString("utf8", at + HEADER_BYTES, keyEnd)) as string[],
      text: bytes.toString("utf8", keyEnd, textEnd),
    });
    at = textEnd;
  }
  return records;
}
