import { type Converted, converted, misfit } from "../converted.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4,6}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( BC)?$/;

/** Any value as the text that the source writes for it. */
export function toText(value: unknown): Converted {
  return converted(typeof value === "string" ? value : JSON.stringify(value));
}

export function toUuid(value: unknown): Converted {
  return typeof value === "string" && UUID.test(value)
    ? converted(value)
    : misfit("BAD_UUID", "a uuid", value);
}

export function toBoolean(value: unknown): Converted {
  if (value === true || value === "true" || value === "t") return converted(true);
  if (value === false || value === "false" || value === "f") return converted(false);
  return misfit("BAD_BOOLEAN", "a boolean", value);
}

/** A date stays the ISO text that Postgres writes: Convex has no date type, and a date has no time zone. */
export function toDate(value: unknown): Converted {
  return typeof value === "string" && DATE.test(value)
    ? converted(value)
    : misfit("BAD_DATE", "a date as YYYY-MM-DD", value);
}
