const BOUNDS = /^(?:\[[+-]?\d+:[+-]?\d+\])+=/;
/** An element as its text, NULL as null, and an array inside an array as its own literal. */
export type LiteralElement = string | null | { literal: string };

export const isArrayLiteral = (text: string): boolean => text.startsWith("{") || BOUNDS.test(text);

/**
 * The elements of an array as Postgres writes it, such as `{1,NULL,"a b"}`; undefined for any other text.
 *
 * Not by the package postgres-array: it does not end on `{"a}`.
 * @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function literalElements(text: string): LiteralElement[] | undefined {
  // Only ASCII white space, which Postgres quotes; and the loop inside quotes is unrolled, because a plain alternation
  // overflows the stack on megabytes of text.
  const token =
    /[ \t\n\r\v\f]*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([{},])|([^ \t\n\r\v\f{},"\\]+))[ \t\n\r\v\f]*/suy;
  const elements: LiteralElement[] = [];
  let depth = 0;
  let expects: "element" | "comma" | "either" = "element";
  let innerStart = 0;
  token.lastIndex = BOUNDS.exec(text)?.[0].length ?? 0;
  while (token.lastIndex < text.length) {
    const start = token.lastIndex;
    const match = token.exec(text);
    if (match === null) return undefined;
    const [whole, quoted, mark, bare] = match;
    if (depth === 0 && (mark !== "{" || elements.length > 0 || expects !== "element")) return undefined;
    if (mark === "{") {
      if (expects === "comma") return undefined;
      depth += 1;
      if (depth === 2) innerStart = start;
      expects = "either";
    } else if (mark === "}") {
      if (expects === "element") return undefined;
      depth -= 1;
      if (depth === 1) elements.push({ literal: text.slice(innerStart, start + whole.length).trim() });
      expects = "comma";
    } else if (mark === ",") {
      if (expects !== "comma") return undefined;
      expects = "element";
    } else {
      if (expects === "comma") return undefined;
      if (depth === 1) elements.push(quoted === undefined ? bareElement(bare) : unescaped(quoted));
      expects = "comma";
    }
  }
  return depth === 0 && expects === "comma" ? elements : undefined;
}

const bareElement = (text: string | undefined): string | null =>
  text === undefined || text.toUpperCase() === "NULL" ? null : text;

const unescaped = (quoted: string): string => quoted.replace(/\\(.)/gsu, "$1");
