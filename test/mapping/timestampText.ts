/** The forms in which a timestamp reaches the mapping. */
export type Form = "postgrest" | "postgres" | "lite";

const DAY = 86_400n;
const floorDiv = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;
const pad = (n: bigint | number, width: number): string => String(n).padStart(width, "0");

/**
 * The civil date of a day since 1970-01-01, in BigInt arithmetic alone, so that `Date` is not its own oracle.
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
function civil(day: bigint): { year: bigint; month: bigint; dayOfMonth: bigint } {
  const shifted = day + 719_468n;
  const era = floorDiv(shifted, 146_097n);
  const dayOfEra = shifted - era * 146_097n;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const shiftedMonth = (5n * dayOfYear + 2n) / 153n;
  const month = shiftedMonth < 10n ? shiftedMonth + 3n : shiftedMonth - 9n;
  const dayOfMonth = dayOfYear - (153n * shiftedMonth + 2n) / 5n + 1n;
  return { year: yearOfEra + era * 400n + (month <= 2n ? 1n : 0n), month, dayOfMonth };
}

function zoneText(offsetMinutes: number, form: Form): string {
  const sign = offsetMinutes < 0 ? "-" : "+";
  const hours = pad(Math.trunc(Math.abs(offsetMinutes) / 60), 2);
  const minutes = pad(Math.abs(offsetMinutes) % 60, 2);
  // Postgres leaves the minutes out where there are none; ISO does not.
  return form !== "postgrest" && minutes === "00" ? `${sign}${hours}` : `${sign}${hours}:${minutes}`;
}

/** Unix microseconds as the source writes them in a session of this offset. */
export function timestampText(micros: bigint, offsetMinutes: number, form: Form): string {
  const local = micros + BigInt(offsetMinutes) * 60_000_000n;
  const seconds = floorDiv(local, 1_000_000n);
  const fraction = local - seconds * 1_000_000n;
  const day = floorDiv(seconds, DAY);
  const ofDay = seconds - day * DAY;
  const { year, month, dayOfMonth } = civil(day);
  const date = `${pad(year > 0n ? year : 1n - year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
  const time = [ofDay / 3600n, (ofDay / 60n) % 60n, ofDay % 60n].map((part) => pad(part, 2)).join(":");
  // Lite gives milliseconds; Postgres leaves trailing zeros out.
  const point =
    form === "lite" ? `.${pad(fraction / 1000n, 3)}` : `.${pad(fraction, 6)}`.replace(/\.?0+$/, "");
  const era = year > 0n ? "" : " BC";
  return `${date}${form === "postgrest" ? "T" : " "}${time}${point}${zoneText(offsetMinutes, form)}${era}`;
}
