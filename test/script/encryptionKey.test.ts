import fc from "fast-check";
import { expect, test } from "vitest";
import { SetupError } from "../../src/script/errors.ts";
import { readEncryptionKey } from "../../src/script/encryptionKey.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

test.each(["base64", "base64url", "hex"] as const)("any 32 bytes as %s -> the bytes", (encoding) => {
  fc.assert(
    fc.property(bytes, (key) => {
      const text = Buffer.from(key).toString(encoding);
      expect([...readEncryptionKey(` ${text}\n`)]).toEqual([...key]);
    }),
  );
});

const MISSING =
  "The mapping encrypts columns, and MIGRATION_ENCRYPTION_KEY is missing. " +
  "Make a key and put it into .env.local: npx supabase-to-convex keygen";
const BAD = (length: number) =>
  "MIGRATION_ENCRYPTION_KEY: expected 32 bytes as base64 or as 64 hexadecimal digits, " +
  `found text of ${length} characters that is neither. ` +
  "Take the whole key that keygen printed, or make a new one: npx supabase-to-convex keygen";

test.each([
  ["no key", undefined, MISSING],
  ["white space", " \n", MISSING],
  ["31 bytes", Buffer.alloc(31, 1).toString("base64"), BAD(44)],
  ["33 bytes", Buffer.alloc(33, 1).toString("base64"), BAD(44)],
  ["63 hexadecimal digits", "a".repeat(63), BAD(63)],
  ["a password", "correct horse battery staple", BAD(28)],
])("%s -> SetupError that does not show it", (_title, text, message) => {
  const next = "npx supabase-to-convex keygen";
  expect(() => readEncryptionKey(text)).toThrow(new SetupError([{ message }], { next }));
});
