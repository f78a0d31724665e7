import { fromBase64url } from "./base64url.ts";

/** Where the script and the app find the key. */
export const KEY_VARIABLE = "MIGRATION_ENCRYPTION_KEY";

export const KEY_BYTES = 32;

/** The key's bytes: 32 bytes as base64, base64 for URLs or 64 hexadecimal digits. undefined for any other text. */
export function keyBytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  const written = text.trim();
  if (/^[0-9a-f]{64}$/i.test(written)) {
    return Uint8Array.from(written.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  }
  const bytes = fromBase64url(written.replace(/=$/, "").replaceAll("+", "-").replaceAll("/", "_"));
  return bytes?.length === KEY_BYTES ? bytes : undefined;
}

/** Tells keys apart without showing one: the first 8 hexadecimal digits of the key's SHA-256. */
export async function keyIdOf(key: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
  return [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
