/** An expression of TypeScript: a piece that is never broken, a call, an array or an object. */
export type Code = string | Call | List | Props;
export type Call = {
  callee: string;
  args: readonly Code[];
  /** A method that is called on the result, such as `default` with `"null"`. */
  method?: { name: string; argument: string };
};
type List = { items: readonly Code[] };
type Props = { props: readonly (readonly [string, Code])[] };

export const call = (callee: string, ...args: readonly Code[]): Code => ({ callee, args });
export const callWith = (code: Code, method: string, argument: string): Code =>
  typeof code === "object" && "callee" in code ? { ...code, method: { name: method, argument } } : code;
export const list = (...items: readonly Code[]): Code => ({ items });
export const object = (...props: readonly (readonly [string, Code])[]): Code => ({ props });

/**
 * A string in the quotes that need fewer escapes, double ones where it makes no difference. What an editor would obey is
 * escaped: it could show code where there is none.
 */
export function quoted(text: string): string {
  const doubled = JSON.stringify(text).replace(/[\u2028\u2029\p{Bidi_Control}]/gu, unicodeEscape);
  const count = (mark: string): number => text.split(mark).length - 1;
  if (count('"') <= count("'")) return doubled;
  return `'${doubled.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

export function flat(code: Code): string {
  if (typeof code === "string") return code;
  if ("callee" in code) return `${code.callee}(${code.args.map(flat).join(", ")})${flatMethod(code)}`;
  if ("items" in code) return `[${code.items.map(flat).join(", ")}]`;
  return `{ ${code.props.map(([key, value]) => `${key}: ${flat(value)}`).join(", ")} }`;
}

export const flatMethod = ({ method }: Call): string =>
  method === undefined ? "" : `.${method.name}(${method.argument})`;
