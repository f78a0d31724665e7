/** A document as JSON text without secrets: string by string, so that none can break the document's syntax. */
export const jsonText = (document: unknown, redacted: (text: string) => string): string =>
  `${JSON.stringify(document, replacing(redacted), 2)}\n`;

/** A value that JSON can hold, without secrets. */
export const withoutSecrets = <Value>(value: Value, redacted: (text: string) => string): Value =>
  JSON.parse(JSON.stringify(value, replacing(redacted))) as Value;

const replacing =
  (redacted: (text: string) => string) =>
  (_key: string, value: unknown): unknown =>
    typeof value === "string" ? redacted(value) : value;
