import type { Value } from "convex/values";

/** Every text in a value, at whatever depth, keys of objects too. */
export function* textsIn(value: Value | undefined): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each);
  else if (isObject(value)) {
    for (const [key, each] of Object.entries(value)) {
      yield key;
      yield* textsIn(each);
    }
  }
}

/** A value with other texts in it, and by `Object.is` the same value where there is none to replace: NaN is as it was. */
export function withTexts(value: Value, replace: (text: string) => string): Value {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) {
    const all = value.map((each) => withTexts(each, replace));
    return all.every((each, at) => Object.is(each, value[at])) ? value : all;
  }
  if (!isObject(value)) return value;
  const before = Object.entries(value);
  const after = before.map(([key, each]) => [replace(key), withTexts(each, replace)] as const);
  const isSame = after.every(
    ([key, each], at) => key === before[at]?.[0] && Object.is(each, before[at]?.[1]),
  );
  return isSame ? value : Object.fromEntries(after);
}

const isObject = (value: Value | undefined): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer);
