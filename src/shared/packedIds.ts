import { type Infer, v } from "convex/values";

/**
 * The document ids of a batch as the ledger keeps them: 14 bytes each where all are ids of one table that Convex made on one
 * day, 16 where they are of one table, and otherwise as they are.
 */
export const vPackedIds = v.union(v.bytes(), v.array(v.union(v.string(), v.null())));
export type PackedIds = Infer<typeof vPackedIds>;

type Ids = readonly (string | null)[];

/** An id is base32, most significant bit first, of: the table's number as a LEB128 varint, 16 bytes, and a checksum of both. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DIGITS = new Map([...ALPHABET].map((character, digit) => [character, digit]));
const OWN_BYTES = 16;
const CHECKSUM_BYTES = 2;
/** The last of the 16 bytes are the day on which Convex made the id, so that the ids of a batch share them. */
const DAY_BYTES = 2;

/** Packs the ids so that {@link unpackIds} gives the same texts, whatever they are. */
export function packIds(ids: Ids): PackedIds {
  const packed = packedBytes(ids);
  return packed !== undefined && isSame(unpackIds(packed.buffer), ids) ? packed.buffer : [...ids];
}

export function unpackIds(packed: PackedIds): (string | null)[] {
  if (Array.isArray(packed)) return packed;
  const bytes = new Uint8Array(packed);
  const [tableBytes = 0, sharedBytes = 0] = bytes;
  const table = bytes.subarray(2, 2 + tableBytes);
  const shared = bytes.subarray(2 + tableBytes, 2 + tableBytes + sharedBytes);
  const width = OWN_BYTES - sharedBytes;
  const ids: (string | null)[] = [];
  for (let at = 2 + tableBytes + sharedBytes; at < bytes.length; at += width) {
    const own = bytes.subarray(at, at + width);
    ids.push(own.every((byte) => byte === 0) ? null : idOf(table, own, shared));
  }
  return ids;
}

/** Two lengths, the table's number, the day if all share it, and then what is each id's own: zeros for none. */
function packedBytes(ids: Ids): Uint8Array<ArrayBuffer> | undefined {
  const decoded = ids.map((id) => (id === null ? null : bytesOf(id)));
  const first = decoded.find((bytes) => bytes !== null);
  if (first === undefined || first === null) return undefined;
  const table = first.subarray(0, -OWN_BYTES - CHECKSUM_BYTES);
  const dayOf = (bytes: Uint8Array): Uint8Array =>
    bytes.subarray(-DAY_BYTES - CHECKSUM_BYTES, -CHECKSUM_BYTES);
  const day = dayOf(first);
  const shared = decoded.every((bytes) => bytes === null || (bytes && isEqual(dayOf(bytes), day)))
    ? day
    : NOTHING;
  const width = OWN_BYTES - shared.length;
  const head = [table.length, shared.length, ...table, ...shared];
  const packed = new Uint8Array(head.length + ids.length * width);
  packed.set(head);
  for (const [at, bytes] of decoded.entries()) {
    if (bytes === undefined) return undefined;
    const own = bytes?.subarray(table.length, table.length + width) ?? NOTHING;
    if (own.length > width) return undefined;
    packed.set(own, head.length + at * width);
  }
  return packed;
}

const NOTHING = new Uint8Array(0);

/** All bytes of an id, its checksum too; undefined for a text that cannot be one. */
function bytesOf(id: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((id.length * 5) / 8));
  if (bytes.length <= OWN_BYTES + CHECKSUM_BYTES) return undefined;
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const character of id) {
    const digit = DIGITS.get(character);
    if (digit === undefined) return undefined;
    bits = ((bits << 5) | digit) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = bits >> held;
  }
  return bytes;
}

function idOf(table: Uint8Array, own: Uint8Array, shared: Uint8Array): string {
  const bytes = new Uint8Array(table.length + OWN_BYTES + CHECKSUM_BYTES);
  bytes.set(table);
  bytes.set(own, table.length);
  bytes.set(shared, table.length + own.length);
  // Fletcher's checksum, modulo 256.
  let first = 0;
  let second = 0;
  for (const byte of bytes.subarray(0, -CHECKSUM_BYTES)) {
    first = (first + byte) & 0xff;
    second = (second + first) & 0xff;
  }
  bytes.set([first, second], bytes.length - CHECKSUM_BYTES);
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    held += 8;
    while (held >= 5) {
      held -= 5;
      text += ALPHABET[(bits >> held) & 31];
    }
  }
  return held === 0 ? text : text + ALPHABET[(bits << (5 - held)) & 31];
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

const isSame = (a: Ids, b: Ids): boolean => a.length === b.length && a.every((id, at) => id === b[at]);
