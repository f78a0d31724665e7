import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { ID_KEY_BYTES } from "./convexId.ts";

/** As Postgres writes it: no other text stands for the same 16 bytes. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The 16 bytes that a document's id is made of: those of a uuid, and of any other key the first 16 of SHA-256 over the
 * table and the key. Postgres text holds no NUL, which parts the two.
 *
 * @param table The target table.
 * @param hash SHA-256 of a text; a faster one where there is one.
 */
export const idKeyOf = (
  table: string,
  legacyId: string,
  hash: (text: string) => Uint8Array = sha256Of,
): Uint8Array =>
  isUuid(legacyId) ? bytesOfUuid(legacyId) : hash(`${table}\u0000${legacyId}`).slice(0, ID_KEY_BYTES);

export const isUuid = (legacyId: string): boolean => legacyId.length === 36 && UUID.test(legacyId);

const sha256Of = (text: string): Uint8Array => sha256(utf8ToBytes(text));

/** Read digit by digit: it is done for every row and every ref of a whole database. */
function bytesOfUuid(uuid: string): Uint8Array {
  const bytes = new Uint8Array(ID_KEY_BYTES);
  let at = 0;
  for (let place = 0; place < uuid.length; place += 2) {
    if (uuid.charCodeAt(place) === HYPHEN) place += 1;
    bytes[at++] = (digitAt(uuid, place) << 4) | digitAt(uuid, place + 1);
  }
  return bytes;
}

const HYPHEN = 45;

function digitAt(uuid: string, place: number): number {
  const code = uuid.charCodeAt(place);
  return code <= 57 ? code - 48 : code - 87;
}
