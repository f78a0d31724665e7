const LONGEST = 300;

/** Text of the source on one line: what ends a line or turns the order of what is shown around is a space in it. */
export const oneLine = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s\p{Bidi_Control}]+/gu, " ").trim();

/**
 * A comment of the source as one line of code. What a tool would take as an order, such as `@ts-nocheck` or
 * `prettier-ignore`, stands in quotes.
 */
export function commentLine(text: string): string | undefined {
  const line = oneLine(text);
  if (line === "") return undefined;
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed().trimEnd()} …` : line;
  return /^[@#/]|-(?:ignore|disable|enable|expect)/i.test(short) ? `// "${short}"` : `// ${short}`;
}
