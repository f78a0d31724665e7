import { isUtf8 } from "node:buffer";

export type Line = {
  /** From 1. */
  number: number;
  text: string;
  /** Whether a line feed ends it: a last line that lacks one may have been cut off. */
  ended: boolean;
};

/** A line that is none of a text file; the message says what is wrong with it, and shows nothing of it. */
export class LineError extends Error {
  override readonly name = "LineError";
  readonly line: number;

  constructor(line: number, problem: string) {
    super(problem);
    this.line = line;
  }
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = /^\ufeff/;
/** The longest string that Node can hold is not much longer. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/**
 * The lines of a file in UTF-8, without their line ends and a byte order mark, however the chunks cut it. Empty lines are
 * left out at the end.
 *
 * @throws LineError for invalid UTF-8, an empty line before others, and a line over 256 MiB
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[], void> {
  let number = 0;
  let empty: number | undefined;
  let cut: Uint8Array[] = [];
  let cutBytes = 0;

  const line = (bytes: Buffer, ended: boolean): Line[] => {
    number += 1;
    const whole = bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes;
    if (!isUtf8(whole))
      throw new LineError(number, "it is not UTF-8. Save the file as UTF-8, or export it again.");
    const decoded = whole.toString("utf8");
    const text = number === 1 ? decoded.replace(BYTE_ORDER_MARK, "") : decoded;
    if (text.trim() === "") {
      empty ??= number;
      return [];
    }
    if (empty !== undefined) {
      throw new LineError(
        empty,
        "it is empty, and others follow. A line may be missing: export the file again.",
      );
    }
    return [{ number, text, ended }];
  };

  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      lines.push(...line(Buffer.concat([...cut, chunk.subarray(start, end)]), true));
      cut = [];
      cutBytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      cut.push(chunk.subarray(start));
      cutBytes += chunk.length - start;
    }
    if (cutBytes > MAX_LINE_BYTES) {
      throw new LineError(number + 1, "it is longer than 256 MiB. Each line has to hold one row.");
    }
    if (lines.length > 0) yield lines;
  }
  const last = cutBytes > 0 ? line(Buffer.concat(cut), false) : [];
  if (last.length > 0) yield last;
}
