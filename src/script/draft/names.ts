/** Characters of the name of a table, a field or an index, at most. */
const MAX_NAME = 64;

/** A field that may get a legacy field: `legacy` stands before its name. */
export const MAX_REF_NAME = MAX_NAME - "legacy".length;

/** A name for the target, and why it is not simply the source's in camel case. */
export type Named = { name: string; because: string | undefined };

/** Letters that Unicode does not take apart into a letter and its accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i" },
  ...{ Æ: "AE", Œ: "OE", Ø: "O", Đ: "D", Ð: "D", Ł: "L", Þ: "TH" },
};

/**
 * `order_items`, `OrderItems` and `"order items"` → `orderItems`. What Convex takes in no name is left out.
 *
 * @param fallback Stands for a name of which nothing is left, and before one that begins with a digit: `field`, `table`.
 */
export function camelName(source: string, fallback: string): Named {
  const ascii = source
    .replace(/\P{ASCII}/gu, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
  const words = (/[a-z]/.test(ascii) ? ascii : ascii.toLowerCase()).match(/[A-Za-z0-9]+/g) ?? [];
  const camel = words.map((word, at) => (at === 0 ? lowerFirst(word) : upperFirst(word))).join("");
  const named = /^[A-Za-z]/.test(camel) ? camel : `${fallback}${camel}`;
  return { name: named, because: illegality(source) };
}

function illegality(source: string): string | undefined {
  if (source.startsWith("_")) return "Convex takes no name that begins with _";
  if (/^[0-9]/.test(source)) return "Convex takes no name that begins with a digit";
  return /[^A-Za-z0-9_]/.test(source) ? "Convex takes letters, digits and _ in a name" : undefined;
}

/** `ID` → `id`, `URLPath` → `urlPath`, `Title` → `title`. */
const lowerFirst = (word: string): string =>
  word.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase());

const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Names that objects have by themselves: a field of that name would be found in an object that lacks it. */
const OF_EVERY_OBJECT = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Hands out the names of one kind, such as the fields of a table, each once. */
export type NamePool = {
  /** Whether a name can be had as it is. */
  isFree: (name: string) => boolean;
  /** The name, or the first free one of those that a number makes of it. */
  take: (wanted: Named, limits?: { longest?: number; companion?: (name: string) => string }) => Named;
};

/** @param reserved Names that cannot be had, each with its reason. */
export function namePool(reserved: Readonly<Record<string, string>> = {}): NamePool {
  const taken = new Map(Object.entries(reserved));
  const obstacle = (name: string): string | undefined =>
    taken.get(name) ?? (OF_EVERY_OBJECT.has(name) ? "every JavaScript object has that name" : undefined);
  return {
    isFree: (name) => obstacle(name) === undefined,
    take({ name: wanted, because }, { longest = MAX_NAME, companion } = {}) {
      const needed = (name: string): string[] => [name, ...(companion ? [companion(name)] : [])];
      const inTheWay = (name: string): string | undefined =>
        needed(name)
          .map(obstacle)
          .find((reason) => reason !== undefined);
      const cut = wanted.slice(0, longest);
      let name = cut;
      for (let number = 2; inTheWay(name) !== undefined; number += 1) {
        name = `${cut.slice(0, longest - String(number).length)}${number}`;
      }
      const reason = inTheWay(cut) ?? (cut === wanted ? because : `it may have ${longest} characters`);
      for (const each of needed(name)) taken.set(each, "another one has that name");
      return { name, because: reason };
    },
  };
}
