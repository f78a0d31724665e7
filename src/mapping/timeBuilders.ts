import type { Column } from "./column.ts";
import { toInterval } from "./convert/interval.ts";
import { toDate } from "./convert/text.ts";
import { toTime } from "./convert/time.ts";
import { type TimestampOptions, toTimestamp } from "./convert/timestamp.ts";
import { UTC, zoneOffsets } from "./convert/zone.ts";
import { into, newColumn } from "./newColumn.ts";

type Milliseconds = {
  unit?: "milliseconds";
  /** Keeps microseconds as a fraction of the milliseconds, which are rounded down otherwise. */
  fraction?: boolean;
  /**
   * What becomes of `infinity` and `-infinity`: the row is refused (the default), the field is absent, or it holds
   * JavaScript's Infinity.
   */
  infinity?: TimestampOptions["infinity"];
  /** The IANA zone, such as `America/New_York`, of a timestamp that names none. Default UTC. */
  zone?: string;
};
type Microseconds = { unit: "microseconds"; infinity?: "reject" | "absent"; zone?: string };

/**
 * timestamptz, timestamp or date (its midnight): whole Unix milliseconds rounded down in a v.number(), or with
 * `unit: "microseconds"` whole Unix microseconds in a v.int64().
 *
 * A timestamp without a zone is read in `zone`. Where clocks were put back, a time that they showed twice is the first of
 * the two; where they were put forward, a time that they skipped is moved on by what was skipped.
 *
 * @throws RangeError where `zone` is no zone.
 */
export function timestamp(name: string | undefined, options: Microseconds): Column<bigint, bigint>;
export function timestamp(name?: string, options?: Milliseconds): Column<number, number>;
export function timestamp(
  name?: string,
  {
    unit = "milliseconds",
    infinity = "reject",
    zone = "UTC",
    fraction = false,
  }: Partial<Omit<TimestampOptions, "offsetAt">> & { zone?: string } = {},
): Column<never> {
  const options: TimestampOptions = {
    ...{ unit, infinity, fraction },
    offsetAt: zone === "UTC" ? UTC : zoneOffsets(zone),
  };
  const milliseconds = unit === "milliseconds";
  return newColumn({
    builder: "timestamp",
    column: name,
    needs: milliseconds ? "v.number()" : "v.int64()",
    suits: into(milliseconds ? "float64" : "int64"),
    convert: (value) => toTimestamp(value, options),
    options: { unit, infinity, zone, fraction: String(fraction) },
  });
}

/** A date as its ISO text, such as "2026-01-31". */
export const date = (name?: string): Column<string, string> =>
  newColumn({ builder: "date", column: name, needs: "v.string()", suits: into("string"), convert: toDate });

/** time or timetz: its text, such as "13:00:00" or "13:00:00+02". */
export const time = (name?: string): Column<string, string> =>
  newColumn({
    builder: "time",
    column: name,
    cast: "text",
    needs: "v.string()",
    suits: into("string"),
    convert: toTime,
  });

/**
 * An interval: to v.string() the text that Postgres writes; to v.number() whole milliseconds, rounded down, a day being
 * 24 hours. Years and months have no fixed length and are refused there.
 */
export const interval = (name?: string): Column<string | number, string> =>
  newColumn({
    builder: "interval",
    column: name,
    cast: "text",
    needs: "v.string() or v.number()",
    suits: into("string", "float64"),
    convert: toInterval,
  });
