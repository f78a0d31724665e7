import { type Converted, converted, misfit } from "../converted.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INET = /^[\da-f.:]+(?:\/\d{1,3})?$/i;
const DATE = /^(\d{4,7})-(\d\d)-(\d\d)( BC)?$/;

/** Any value as the text that the source writes for it. A JSON number that may have lost digits is refused. */
export function toText(value: unknown): Converted {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    return misfit("NOT_EXACT", "a number as the text that the source writes for it", value);
  }
  return converted(typeof value === "string" ? value : JSON.stringify(value));
}

/** char(n) is padded in JSON and is not as text; its trailing spaces mean nothing to Postgres. */
export const toChar = (value: unknown): Converted =>
  typeof value === "string" ? converted(value.replace(/ +$/, "")) : toText(value);

/** Cast to text a host has a netmask, /32 or /128, that is not there in JSON. */
export const toInet = (value: unknown): Converted =>
  typeof value === "string" && INET.test(value)
    ? converted(value.replace(value.includes(":") ? /\/128$/ : /\/32$/, ""))
    : misfit("BAD_INET", "an address of a host or a network", value);

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
  return typeof value === "string" && isDate(value)
    ? converted(value)
    : misfit("BAD_DATE", "a date as YYYY-MM-DD", value);
}

function isDate(text: string): boolean {
  const [, year, month, day, bc] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  // Postgres knows more years than Date; the calendar repeats every 400, and 1 BC is year 0.
  const isoYear = bc ? 1 - Number(year) : Number(year);
  const date = new Date(0);
  date.setUTCFullYear(2000 + (isoYear % 400), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
