const STRING_START = /^\s*"/;

/**
 * The members of a JSON object as they stand in its text, so that no digit of a number is lost: key and raw value, in
 * the text's order, a repeated key each time. Keys are decoded.
 *
 * @param text Valid JSON of an object; what comes of any other text is not said.
 */
export const rawEntries = (text: string): [key: string, raw: string][] =>
  members(text).map((member) => {
    const keyEnd = afterString(member, member.indexOf('"'));
    return [
      JSON.parse(member.slice(0, keyEnd)) as string,
      member.slice(member.indexOf(":", keyEnd) + 1).trim(),
    ];
  });

/**
 * The elements of a JSON array as they stand in its text.
 *
 * @param text Valid JSON of an array; what comes of any other text is not said.
 */
export const rawElements = (text: string): string[] => members(text).map((member) => member.trim());

/** A raw value: of a string its contents, null of null, of all else its JSON text. */
export const rawValue = (raw: string): string | null => {
  if (STRING_START.test(raw)) return JSON.parse(raw) as string;
  return raw.trim() === "null" ? null : raw.trim();
};

/** What the commas of the outermost object or array set apart. */
function members(text: string): string[] {
  const structure = /["[\]{},]/g;
  const found: string[] = [];
  let depth = 0;
  let start = text.search(/[[{]/) + 1;
  for (let match = structure.exec(text); match !== null; match = structure.exec(text)) {
    const at = match.index;
    const [character] = match;
    if (character === '"') structure.lastIndex = afterString(text, at);
    else if (character !== ",") depth += character === "{" || character === "[" ? 1 : -1;
    else if (depth === 1) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) found.push(text.slice(start, at));
  }
  return found.length === 1 && found[0]?.trim() === "" ? [] : found;
}

/** Where the text goes on after the string that opens at `start`. */
function afterString(text: string, start: number): number {
  let end = start;
  do end = text.indexOf('"', end + 1);
  while (end !== -1 && isEscaped(text, end));
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - backslashes - 1] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
