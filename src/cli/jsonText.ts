/** A document as JSON text without secrets: string by string, so that none can break the document's syntax. */
export function jsonText(document: unknown, redacted: (text: string) => string): string {
  const replace = (_key: string, value: unknown) => (typeof value === "string" ? redacted(value) : value);
  return `${JSON.stringify(document, replace, 2)}\n`;
}
