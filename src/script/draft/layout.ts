import { type Call, type Code, flat, flatMethod } from "./code.ts";

/** The width that the drafts are set in: prettier at this width leaves them as they are. */
export const WIDTH = 100;

const STEP = 2;
/** A lone argument up to this length stays with its call, and the call goes to a line of its own. */
const SHORT_ARGUMENT = WIDTH / 4;

/** Where code stands: the spaces before its line, what precedes it on that line, and what has to follow. */
type Place = { indent: number; before: number; after: number };

/** The lines of `key: value,` or, for a spread, of `value,`. */
export function property(key: string, value: Code, indent: number): string {
  const head = key === "" ? "" : `${key}: `;
  const place = { indent, before: indent + head.length, after: 1 };
  const own = pad(indent);
  if (key !== "" && !fits(value, place) && isPoorlyBroken(value)) {
    return `${own}${key}:\n${pad(indent + STEP)}${flat(value)},`;
  }
  return `${own}${head}${laidOut(value, place)},`;
}

/** An expression on one line where it fits, else broken as prettier breaks it. */
export function laidOut(code: Code, place: Place): string {
  if (typeof code === "string" || fits(code, place)) return flat(code);
  if ("items" in code) return code.items.length === 0 ? "[]" : `[${lines(code.items, place.indent)}]`;
  if ("props" in code) {
    const inner = code.props.map(([key, value]) => property(key, value, place.indent + STEP));
    return `{\n${inner.join("\n")}\n${pad(place.indent)}}`;
  }
  return callLaidOut(code, place);
}

function callLaidOut(code: Call, place: Place): string {
  const { callee, args, method } = code;
  const [last, ...others] = [...args].reverse();
  if (last === undefined) return flat(code);
  if (method !== undefined) {
    const start = `${callee}(${args.map(flat).join(", ")}).${method.name}(`;
    if (place.before + widthOf(start) <= WIDTH) return `${start}${lines([method.argument], place.indent)})`;
  }
  const head = `${callee}(${others
    .reverse()
    .map((arg) => `${flat(arg)}, `)
    .join("")}`;
  // The last argument alone is broken where that is an array or an object, and all before it fit.
  if (isContainer(last) && place.before + widthOf(head) + 1 <= WIDTH) {
    return `${head}${laidOut(last, { ...place, before: WIDTH, after: 0 })})${flatMethod(code)}`;
  }
  return `${callee}(${lines(args, place.indent)})${flatMethod(code)}`;
}

function lines(codes: readonly Code[], indent: number): string {
  const inner = indent + STEP;
  const place = { indent: inner, before: inner, after: 1 };
  return `\n${codes.map((code) => `${pad(inner)}${laidOut(code, place)},\n`).join("")}${pad(indent)}`;
}

/** The lines of `export const { a, b } = value;` or `import { a, b } from "value";`. */
export function bindings(before: string, names: readonly string[], after: string, value: string): string {
  const joined = `${before} { ${names.join(", ")} } ${after}`;
  if (joined.length + value.length + 2 <= WIDTH) return `${joined} ${value};`;
  if (after === "=" && joined.length <= WIDTH) return `${joined}\n${pad(STEP)}${value};`;
  return `${before} {\n${names.map((name) => `${pad(STEP)}${name},\n`).join("")}} ${after} ${value};`;
}

export const pad = (indent: number): string => " ".repeat(indent);

const fits = (code: Code, { before, after }: Place): boolean => before + widthOf(flat(code)) + after <= WIDTH;

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/gu;

/** In columns of an editor, where letters of some scripts take two and accents none. */
export const widthOf = (text: string): number => [...text.replace(WIDE, "xx").replace(/\p{M}/gu, "")].length;

const isContainer = (code: Code): boolean =>
  typeof code !== "string" &&
  (("items" in code && code.items.length > 0) || ("props" in code && code.props.length > 0));

function isPoorlyBroken(code: Code): boolean {
  if (typeof code === "string" || !("args" in code) || code.method !== undefined) return false;
  const [only, ...more] = code.args;
  if (only === undefined) return true;
  return more.length === 0 && typeof only === "string" && only.length <= SHORT_ARGUMENT;
}
