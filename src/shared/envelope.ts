import { fromBase64url, toBase64url } from "./base64url.ts";
import { keyIdOf } from "./encryptionKey.ts";

/** The one value that an envelope is for: it opens nowhere else. */
export type EnvelopePlace = {
  /** The Convex table. */
  table: string;
  /** Its field. */
  field: string;
  /** The row's primary key at the source, as the document carries it. */
  legacyId: string;
};

/** A key made ready to encrypt. */
export type SealingKey = { id: string; aes: CryptoKey; iv: CryptoKey };

export type Opened =
  | { ok: true; text: string }
  /** `TAMPERED`: the envelope was changed, or table, field or legacy id are not those that it was made for. */
  | { ok: false; fault: "BAD_ENVELOPE" | "TAMPERED" }
  | { ok: false; fault: "WRONG_KEY"; sealedWith: string; given: string };

/** In place of an envelope, for a value that encryption would not keep as it is. The mapping rejects it. */
export const UNSEALABLE = "stc1!unsealable";

const VERSION = "stc1";
const HEAD = /^stc1\.([0-9a-f]{8})\.([\w-]{16})\./;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const IV_LABEL = "supabase-to-convex stc1 iv";

type Parts = { keyId: string; iv: Uint8Array<ArrayBuffer>; sealed: Uint8Array<ArrayBuffer> };

/** Whether a text has the form of an envelope; whether it opens, only its key can tell. */
export const isEnvelope = (text: string): boolean => partsOf(text) !== undefined;

function partsOf(envelope: string): Parts | undefined {
  const [head, keyId, ivText] = HEAD.exec(envelope) ?? [];
  if (head === undefined || keyId === undefined || ivText === undefined) return undefined;
  const iv = fromBase64url(ivText);
  const sealed = fromBase64url(envelope.slice(head.length));
  return iv && sealed && sealed.length >= TAG_BYTES ? { keyId, iv, sealed } : undefined;
}

/** @param key 32 bytes: the AES key itself, from which the key for the IVs is derived. */
export async function sealingKeyOf(key: Uint8Array<ArrayBuffer>): Promise<SealingKey> {
  const { subtle } = crypto;
  const master = await subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  const derivation = {
    ...{ name: "HKDF", hash: "SHA-256" },
    ...{ salt: new Uint8Array(0), info: new TextEncoder().encode(IV_LABEL) },
  };
  const ivKey = await subtle.deriveBits(derivation, master, 256);
  return {
    id: await keyIdOf(key),
    aes: await subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]),
    iv: await subtle.importKey("raw", ivKey, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  };
}

/**
 * Encrypts a text for one place: `stc1.<key id>.<iv>.<ciphertext and tag>`, AES-256-GCM with the place as associated data.
 *
 * The IV is made of place and text, so that a row that is sent again gives the same envelope, and a verification can
 * compare documents. It reveals one thing: that a row's field holds the same text as it did when it was encrypted before.
 *
 * @param text Well-formed: UTF-8 has no unpaired surrogate. @throws TypeError for one that is not
 */
export async function seal(key: SealingKey, place: EnvelopePlace, text: string): Promise<string> {
  if (!text.isWellFormed()) throw new TypeError("An unpaired surrogate cannot be encrypted.");
  const { subtle } = crypto;
  const additionalData = boundTo(place);
  const plain = new TextEncoder().encode(text);
  // JSON text has no byte 0, so no other place and text give the same bytes.
  const placed = new Uint8Array(additionalData.length + 1 + plain.length);
  placed.set(additionalData);
  placed.set(plain, additionalData.length + 1);
  const iv = new Uint8Array(await subtle.sign("HMAC", key.iv, placed)).slice(0, IV_BYTES);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key.aes, plain);
  return [VERSION, key.id, toBase64url(iv), toBase64url(new Uint8Array(sealed))].join(".");
}

/** Opens what {@link seal} made, with AES-GCM and SHA-256 alone. */
export async function open(
  key: Uint8Array<ArrayBuffer>,
  place: EnvelopePlace,
  envelope: string,
): Promise<Opened> {
  const parts = partsOf(envelope);
  if (parts === undefined) return { ok: false, fault: "BAD_ENVELOPE" };
  const given = await keyIdOf(key);
  if (given !== parts.keyId) return { ok: false, fault: "WRONG_KEY", sealedWith: parts.keyId, given };
  const { subtle } = crypto;
  const aes = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  try {
    const algorithm = { name: "AES-GCM", iv: parts.iv, additionalData: boundTo(place) };
    const plain = await subtle.decrypt(algorithm, aes, parts.sealed);
    // A byte order mark is part of the text.
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain) };
  } catch (error) {
    // What Web Crypto calls any failed authentication; a runtime without AES-GCM says something else.
    if (!(error instanceof Error) || error.name !== "OperationError") throw error;
    return { ok: false, fault: "TAMPERED" };
  }
}

const boundTo = ({ table, field, legacyId }: EnvelopePlace): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify([VERSION, table, field, legacyId]));
