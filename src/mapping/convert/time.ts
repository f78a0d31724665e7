import { type Converted, converted, misfit } from "../converted.ts";

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?|24:00:00)(?:[+-]\d\d(?::\d\d){0,2})?$/;

/** A time of day stays the text that Postgres writes, 24:00:00 included; a timetz keeps its offset. */
export const toTime = (value: unknown): Converted =>
  typeof value === "string" && TIME.test(value)
    ? converted(value)
    : misfit("BAD_TIME", "a time of day as HH:MM:SS", value);
