import { type Infer, v } from "convex/values";
import { bytesOfId, ID_KEY_BYTES, idOfBytes } from "./convexId.ts";

/**
 * The document ids of a batch as the ledger keeps them: 14 bytes each where all are ids of one table that Convex made on one
 * day, 16 where they are of one table, and otherwise as they are.
 */
export const vPackedIds = v.union(v.bytes(), v.array(v.union(v.string(), v.null())));
export type PackedIds = Infer<typeof vPackedIds>;

type Ids = readonly (string | null)[];

/** The last of the 16 bytes are the day on which Convex made the id, so that the ids of a batch share them. */
const DAY_BYTES = 2;

/** Packs the ids so that {@link unpackIds} gives the same texts, whatever they are. */
export const packIds = (ids: Ids): PackedIds => packedBytes(ids)?.buffer ?? [...ids];

export function unpackIds(packed: PackedIds): (string | null)[] {
  if (Array.isArray(packed)) return packed;
  const bytes = new Uint8Array(packed);
  const [tableBytes = 0, sharedBytes = 0] = bytes;
  const table = bytes.subarray(2, 2 + tableBytes);
  const shared = bytes.subarray(2 + tableBytes, 2 + tableBytes + sharedBytes);
  const width = ID_KEY_BYTES - sharedBytes;
  const ids: (string | null)[] = [];
  for (let at = 2 + tableBytes + sharedBytes; at < bytes.length; at += width) {
    const own = bytes.subarray(at, at + width);
    ids.push(isZeros(own) ? null : idOfBytes(table, own, shared));
  }
  return ids;
}

/** Two lengths, the table's number, the day if all share it, and then what is each id's own: zeros for none. */
function packedBytes(ids: Ids): Uint8Array<ArrayBuffer> | undefined {
  const all = ids.map((id) => (id === null ? null : bytesOfId(id)));
  const first = all.find((bytes) => bytes !== null);
  if (first === undefined || first === null) return undefined;
  const table = first.subarray(0, -ID_KEY_BYTES);
  const day = first.subarray(-DAY_BYTES);
  const shared = all.every((bytes) => !bytes || isEqual(bytes.subarray(-DAY_BYTES), day)) ? day : NOTHING;
  const width = ID_KEY_BYTES - shared.length;
  const head = [table.length, shared.length, ...table, ...shared];
  const packed = new Uint8Array(head.length + ids.length * width);
  packed.set(head);
  for (const [at, bytes] of all.entries()) {
    if (bytes === null) continue;
    if (bytes === undefined || !isEqual(bytes.subarray(0, -ID_KEY_BYTES), table)) return undefined;
    const own = bytes.subarray(table.length, table.length + width);
    if (isZeros(own)) return undefined;
    packed.set(own, head.length + at * width);
  }
  return packed;
}

const NOTHING = new Uint8Array(0);

const isZeros = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
