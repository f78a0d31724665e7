import { openSpoolFile, type SpoolFile } from "../source/spoolFile.ts";

const LINE_END = 0x0a;
const BYTES_PER_READ = 1024 * 1024;

/** Lines of text on disk, written once and read in their order. A killed process leaves none behind. */
export class LineSpill {
  readonly #file: SpoolFile;
  #bytes = 0;
  #lines = 0;

  private constructor(file: SpoolFile) {
    this.#file = file;
  }

  static async open(): Promise<LineSpill> {
    return new LineSpill(await openSpoolFile());
  }

  /** How many lines it has. */
  get size(): number {
    return this.#lines;
  }

  /** @param lines Without line ends in them, as JSON text is. @throws SourceError where the disk is full */
  async append(lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return;
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    await this.#file.append(bytes);
    this.#bytes += bytes.length;
    this.#lines += lines.length;
  }

  /** Some lines at a time, each without its end. */
  async *read(): AsyncGenerator<Buffer[]> {
    let rest: Buffer = Buffer.alloc(0);
    for (let offset = 0; offset < this.#bytes; offset += BYTES_PER_READ) {
      const length = Math.min(BYTES_PER_READ, this.#bytes - offset);
      const bytes = Buffer.concat([rest, await this.#file.read(offset, length)]);
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
        lines.push(bytes.subarray(start, end));
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (lines.length > 0) yield lines;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
