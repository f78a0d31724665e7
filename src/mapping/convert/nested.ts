import { rawValue } from "../../shared/rawJson.ts";
import type { Column } from "../column.ts";

/** A value inside JSON text, as it would come had it a column of its own: JSON stays text, all else is decoded. */
export function fromRaw(raw: string, { spec }: Pick<Column, "spec">): unknown {
  if (spec.cast !== "json") return rawValue(raw);
  return raw === "null" ? null : raw;
}

/** The same of a value inside JSON that is parsed already. */
export const fromParsed = (value: unknown, { spec }: Pick<Column, "spec">): unknown =>
  spec.cast === "json" && typeof value === "string" ? JSON.stringify(value) : value;

/** Parsed JSON, or undefined for text that is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
