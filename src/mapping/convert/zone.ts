/** How many seconds a zone's clocks are ahead of UTC at a moment, given in Unix seconds. */
export type OffsetAt = (unixSeconds: number) => number;

export const UTC: OffsetAt = () => 0;

const DAY = 86_400;
const OFFSET = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;
/** The last moment of JavaScript's Date, and with a minus its first. */
const LAST_SECOND = 8_640_000_000_000;

/**
 * @param zone A name of the IANA database such as `America/New_York`.
 * @throws RangeError for a name that is not there.
 */
export function zoneOffsets(zone: string): OffsetAt {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  return (unixSeconds) => {
    const within = Math.max(-LAST_SECOND, Math.min(LAST_SECOND, unixSeconds));
    const name = format.formatToParts(within * 1000).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = OFFSET.exec(name) ?? [];
    const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === "-" ? -offset : offset;
  };
}

/**
 * The moment at which a zone's clocks show a time, which is written here as if it were UTC. Of a time that they show
 * twice, the first; a time that they skip is moved on by what they skip, as `Temporal` and most calendars do.
 */
export function instantOf(written: number, offsetAt: OffsetAt): number {
  const before = offsetAt(written - DAY);
  const first = written - before;
  if (offsetAt(first) === before) return first;
  const after = offsetAt(written + DAY);
  const second = written - after;
  return offsetAt(second) === after ? second : first;
}
