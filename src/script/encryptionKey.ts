import { KEY_BYTES, KEY_VARIABLE, keyBytesOf } from "../shared/encryptionKey.ts";
import { SetupError } from "./errors.ts";

const KEYGEN = "npx supabase-to-convex keygen";

/**
 * The key's bytes.
 *
 * @param text The value of MIGRATION_ENCRYPTION_KEY, which is never part of a message.
 * @throws SetupError where there is none, or one that is not 32 bytes as base64 or as 64 hexadecimal digits.
 */
export function readEncryptionKey(text: string | undefined): Uint8Array<ArrayBuffer> {
  const written = text?.trim() ?? "";
  if (written === "") {
    const message =
      `The mapping encrypts columns, and ${KEY_VARIABLE} is missing. ` +
      `Make a key and put it into .env.local: ${KEYGEN}`;
    throw new SetupError([{ message }], { next: KEYGEN });
  }
  const bytes = keyBytesOf(written);
  if (bytes !== undefined) return bytes;
  const message =
    `${KEY_VARIABLE}: expected ${KEY_BYTES} bytes as base64 or as ${KEY_BYTES * 2} hexadecimal digits, ` +
    `found text of ${written.length} characters that is neither. ` +
    `Take the whole key that keygen printed, or make a new one: ${KEYGEN}`;
  throw new SetupError([{ message }], { next: KEYGEN });
}
