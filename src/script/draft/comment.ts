const LONGEST = 300;

/**
 * A comment of the source as one line of code. What ends a line of TypeScript is a space in it, and what a tool would
 * take as an order, such as `@ts-nocheck` or `prettier-ignore`, stands in quotes.
 */
export function commentLine(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced.
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ").trim();
  if (line === "") return undefined;
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed().trimEnd()} …` : line;
  return /^[@#/]|-(?:ignore|disable|enable|expect)/i.test(short) ? `// "${short}"` : `// ${short}`;
}
