const whole = new Intl.NumberFormat("en-US");

/** `3029` as `3,029`. */
export const figure = (count: number): string => whole.format(count);

/** `1 reject`, `2 rejects`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${figure(count)} ${count === 1 ? one : many}`;

/** `0.4 s`, `75 s`, `12 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return seconds < 600 ? `${Math.round(seconds)} s` : `${figure(Math.round(seconds / 60))} min`;
}

/** Besides controls: what turns the direction of a text round, breaks a line or cannot be seen. */
const MISLEADING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** Text of the source's, with characters that a terminal or a page would obey shown instead. */
export const printable = (text: string): string =>
  text.replace(MISLEADING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Cells as aligned columns, those of `right` set to the right. Empty columns are left out. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const width = (at: number): number => Math.max(0, ...rows.map((row) => row[at]?.length ?? 0));
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, at) => width(at));
  return rows.map((row) =>
    widths
      .map((size, at) => {
        const cell = row[at] ?? "";
        return right.includes(at) ? cell.padStart(size) : cell.padEnd(size);
      })
      .filter((cell) => cell !== "")
      .join("   ")
      .trimEnd(),
  );
}
