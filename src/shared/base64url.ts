/** How many characters are made of bytes at once: more are more arguments than a call may have. */
const CHUNK = 0x8000;

/** Looked for, rather than its opposite from end to end: that overflows the stack on megabytes of text. */
const OTHERS = /[^\w-]/;

/** Bytes as base64 for URLs, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    chunks.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  }
  return btoa(chunks.join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bytes, or undefined for a text that {@link toBase64url} does not write: each byte string has one text. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const tail = text.length % 4;
  if (tail === 1 || OTHERS.test(text)) return undefined;
  const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - tail) % 4);
  const binary = atob(padded);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  // The last character may have bits that belong to no byte.
  const rest = bytes.subarray(bytes.length - (bytes.length % 3));
  return toBase64url(rest) === text.slice(text.length - tail) ? bytes : undefined;
}
