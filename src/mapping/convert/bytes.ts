import { hexToBytes } from "@noble/hashes/utils.js";
import { type Converted, converted, misfit } from "../converted.ts";

/** A bytea: Postgres's hex text, or an object of bytes by position as the embedded Supabase may write it. */
export function toBytes(value: unknown): Converted {
  const bytes = typeof value === "string" ? fromHex(value) : fromPositions(value);
  return bytes === undefined
    ? misfit("BAD_BYTES", "bytes in hexadecimal, such as \\x00ff", value)
    : // A copy: the array may be a part of a larger buffer.
      converted(new Uint8Array(bytes).buffer);
}

function fromHex(text: string): Uint8Array | undefined {
  if (!text.startsWith("\\x")) return undefined;
  try {
    return hexToBytes(text.slice(2));
  } catch {
    return undefined;
  }
}

function fromPositions(value: unknown): Uint8Array | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Object.entries(value);
  const inOrder = entries.every(
    ([key, byte], at) => key === String(at) && Number.isInteger(byte) && byte >= 0 && byte <= 255,
  );
  return inOrder ? Uint8Array.from(entries, ([, byte]) => byte as number) : undefined;
}
