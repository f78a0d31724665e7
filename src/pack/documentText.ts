import type { Value } from "convex/values";

/**
 * A field and its value as a member of a JSON object, in the form in which Convex exports documents and which
 * `generated_schema.jsonl` calls uniform: a number with a point is a float64 and one without an int64, bytes and numbers
 * that JSON has no word for stand in objects of one key.
 */
export const memberText = (field: string, value: Value): string => `"${field}":${valueText(value)}`;

/** A document's members that have a value. Its fields are plain names, unlike the keys of objects within it. */
export function membersText(document: Readonly<Record<string, Value | undefined>>): string {
  let text = "";
  for (const field in document) {
    const value = document[field];
    if (value !== undefined) text += text === "" ? memberText(field, value) : `,${memberText(field, value)}`;
  }
  return text;
}

export function valueText(value: Value): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return numberText(value);
    case "bigint":
    case "boolean":
      return String(value);
    default:
      if (value === null) return "null";
      if (value instanceof ArrayBuffer) return `{"$bytes":"${Buffer.from(value).toString("base64")}"}`;
      if (Array.isArray(value)) return `[${value.map(valueText).join(",")}]`;
      // A time of the commit stands in no document that was made of a row.
      return objectText(value as Record<string, Value | undefined>);
  }
}

function objectText(value: Readonly<Record<string, Value | undefined>>): string {
  const members = Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : [`${JSON.stringify(key)}:${valueText(inner)}`],
  );
  return `{${members.join()}}`;
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return `{"$float":"${littleEndian(value)}"}`;
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  // An exponent, like a point, tells a float64.
  return Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}

function littleEndian(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes.toString("base64");
}
