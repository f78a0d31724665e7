import { KEY_BYTES, KEY_VARIABLE, keyBytesOf } from "../shared/encryptionKey.ts";
import { type Opened, open } from "../shared/envelope.ts";

/** Where an encrypted value stands, and the key that it was encrypted with. */
export type DecryptOptions = {
  /** `process.env.MIGRATION_ENCRYPTION_KEY`: 32 bytes as base64 or as 64 hexadecimal digits. */
  key: string | undefined;
  /** The table that the document was migrated into, such as `contacts`. */
  table: string;
  /** The field that the value was migrated into, such as `accessToken`. */
  field: string;
  /** The legacy id of the value's document. */
  legacyId: string | undefined;
};

export type DecryptErrorCode = "BAD_KEY" | "BAD_ENVELOPE" | "WRONG_KEY" | "TAMPERED" | "LEGACY_ID_MISSING";

/** Why a value was not decrypted. Neither value nor key stands in the message. */
export class DecryptError extends Error {
  override readonly name = "DecryptError";
  readonly code: DecryptErrorCode;

  constructor(code: DecryptErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The text that an `encrypted()` column had at the source: for text its characters, for other types what Postgres writes.
 * Runs in queries, mutations and actions. Field and table are the names that the mapping knew: a document that is moved
 * or a field that is renamed later is still opened by its old names, and by its legacy id.
 *
 * @param envelope The field's value, `stc1.…`. A field without a value has nothing to decrypt.
 * @throws DecryptError `WRONG_KEY` for another key than it was encrypted with; `TAMPERED` where the value was changed, or
 * does not belong to this table, field and legacy id; `BAD_ENVELOPE` where it was not made by encrypted();
 * `BAD_KEY` for a key that is missing or is none; `LEGACY_ID_MISSING` for a document without legacy id.
 * @example
 * const token = await decrypt(contact.accessToken, {
 *   key: process.env.MIGRATION_ENCRYPTION_KEY,
 *   table: "contacts",
 *   field: "accessToken",
 *   legacyId: contact.legacyId,
 * });
 */
export async function decrypt(envelope: string, options: DecryptOptions): Promise<string> {
  const { table, field, legacyId } = options;
  const at = `${table}.${field} of ${legacyId === undefined ? "a document" : `legacy id ${legacyId}`}`;
  const key = keyBytesOf(options.key ?? "");
  if (key === undefined) throw new DecryptError("BAD_KEY", `${at}: ${keyProblem(options.key)}`);
  if (legacyId === undefined) {
    throw new DecryptError(
      "LEGACY_ID_MISSING",
      `${at}: it has no legacy id, without which a value cannot be decrypted. Pass the id of its row at the source.`,
    );
  }
  const opened = await open(key, { table, field, legacyId }, envelope);
  if (!opened.ok) throw new DecryptError(opened.fault, `${at}: ${reasonOf(opened)}`);
  return opened.text;
}

const keyProblem = (text: string | undefined): string =>
  (text ?? "").trim() === ""
    ? `there is no key. Give the one that the migration used to the deployment: npx convex env set ${KEY_VARIABLE} …`
    : `the key is not ${KEY_BYTES} bytes as base64 or hexadecimal digits. Pass ${KEY_VARIABLE} as keygen printed it.`;

function reasonOf(opened: Exclude<Opened, { ok: true }>): string {
  switch (opened.fault) {
    case "BAD_ENVELOPE":
      return "the value is not one that encrypted() made.";
    case "WRONG_KEY":
      return `the value was encrypted with the key ${opened.sealedWith}…, the key given is ${opened.given}… (both as SHA-256).`;
    case "TAMPERED":
      return (
        "value, table, field and legacy id do not belong together, or the value was changed. " +
        "Pass the names that the mapping had, and the document's own legacy id."
      );
  }
}
