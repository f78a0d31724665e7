/** The alphabet of Crockford's base32, in small letters. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS = new Map([...ALPHABET].map((letter, digit) => [letter, digit]));

/** Bytes of an id that are the document's own. */
export const ID_KEY_BYTES = 16;
const CHECKSUM_BYTES = 2;

/** The numbers of an app's own tables begin here; smaller ones belong to Convex. */
export const FIRST_TABLE_NUMBER = 10_001;
const MAX_TABLE_NUMBER = 2 ** 32 - 1;

/** What an id says: the number of its table in its deployment, and 16 bytes of its own. */
export type DecodedId = { table: number; key: Uint8Array };

/**
 * The id of a document, as Convex writes it: the table's number as LEB128, the 16 bytes, and a checksum over both, as base32.
 *
 * @param table From 1 up to 2^32 - 1.
 * @param key 16 bytes.
 * @throws RangeError for another number or length.
 */
export function encodeId(table: number, key: Uint8Array): string {
  if (!Number.isInteger(table) || table < 1 || table > MAX_TABLE_NUMBER) {
    throw new RangeError(`A table's number is a whole one from 1 up to ${MAX_TABLE_NUMBER}, found ${table}.`);
  }
  if (key.length !== ID_KEY_BYTES) {
    throw new RangeError(`An id takes ${ID_KEY_BYTES} bytes, found ${key.length}.`);
  }
  return idOfBytes(leb128(table), key);
}

/** What an id says, or undefined for text that is no id of Convex. */
export function decodeId(text: string): DecodedId | undefined {
  const bytes = bytesOfId(text);
  if (bytes === undefined) return undefined;
  const keyAt = bytes.length - ID_KEY_BYTES;
  const table = fromLeb128(bytes.subarray(0, keyAt));
  return table === undefined ? undefined : { table, key: bytes.slice(keyAt) };
}

/** The id of bytes as {@link bytesOfId} gives them, in parts. */
export function idOfBytes(...parts: ArrayLike<number>[]): string {
  const end = parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(end + CHECKSUM_BYTES);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const sum = fletcher16(bytes, end);
  bytes[end] = sum & 0xff;
  bytes[end + 1] = sum >> 8;
  return base32(bytes);
}

/** The bytes of an id but for the checksum: of the table's number, which are one at least, and its own 16. */
export function bytesOfId(text: string): Uint8Array | undefined {
  const bytes = fromBase32(text);
  if (bytes === undefined || bytes.length <= ID_KEY_BYTES + CHECKSUM_BYTES) return undefined;
  const end = bytes.length - CHECKSUM_BYTES;
  const sum = fletcher16(bytes, end);
  return bytes[end] === (sum & 0xff) && bytes[end + 1] === sum >> 8 ? bytes.subarray(0, end) : undefined;
}

function leb128(number: number): number[] {
  const bytes: number[] = [];
  let rest = number;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/** Undefined where the bytes are not how Convex writes a table's number. */
function fromLeb128(bytes: Uint8Array): number | undefined {
  let number = 0;
  for (const [at, byte] of bytes.entries()) {
    const isLast = at === bytes.length - 1;
    if (byte > 0x7f === isLast) return undefined;
    number += (byte & 0x7f) * 0x80 ** at;
  }
  const isShortest = bytes.length === 1 || bytes.at(-1) !== 0;
  return number >= 1 && number <= MAX_TABLE_NUMBER && isShortest ? number : undefined;
}

/** The first sum in the low byte, the sum of sums in the high one. Both are modulo 256, where Fletcher has 255. */
function fletcher16(bytes: Uint8Array, end: number): number {
  let first = 0;
  let second = 0;
  for (let at = 0; at < end; at += 1) {
    first = (first + (bytes[at] as number)) & 0xff;
    second = (second + first) & 0xff;
  }
  return (second << 8) | first;
}

function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let waiting = 0;
  for (const byte of bytes) {
    waiting = ((waiting << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(waiting >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + ALPHABET[(waiting << (5 - bits)) & 31];
}

function fromBase32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let waiting = 0;
  let at = 0;
  for (const letter of text) {
    const digit = DIGITS.get(letter);
    if (digit === undefined) return undefined;
    waiting = ((waiting << 5) | digit) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = waiting >> bits;
  }
  // What is left over of the last letter says nothing; a whole letter left over would be one too many.
  const isWhole = bits < 5 && (waiting & ((1 << bits) - 1)) === 0;
  return isWhole && at === bytes.length ? bytes : undefined;
}
