const REDACTED = "[redacted]";

/** No key is shorter, and what is shorter may be part of any word. */
const SHORTEST_SECRET = 6;

/**
 * A text with every secret replaced by `[redacted]`: as it is, in base64, percent-encoded, and the part of a Convex key
 * after its `|`, which is the secret one.
 */
export function redact(text: string, secrets: readonly string[]): string {
  // The longest first: a form may contain another.
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return forms.reduce((redacted, form) => redacted.replaceAll(form, REDACTED), text);
}

function formsOf(secret: string): string[] {
  const afterBar = secret.includes("|") ? secret.slice(secret.indexOf("|") + 1) : "";
  return [secret, afterBar].filter((part) => part.trim().length >= SHORTEST_SECRET).flatMap(encodingsOf);
}

function encodingsOf(part: string): string[] {
  const base64 = Buffer.from(part, "utf8").toString("base64");
  const percent = encodeURIComponent(part);
  return [
    part,
    base64,
    base64.replace(/=+$/, ""),
    Buffer.from(part, "utf8").toString("base64url"),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  ];
}
