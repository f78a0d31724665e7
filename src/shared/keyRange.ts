const ASCII = /^[\x20-\x7e]*$/;

/**
 * The first and the last of these keys in the order of an index: between them one read finds all. undefined where there is
 * none, and where one is not ASCII: only for that do JavaScript and Convex surely order text alike.
 */
export function keyRange(keys: readonly string[]): { first: string; last: string } | undefined {
  const sorted = [...keys].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || !keys.every((key) => ASCII.test(key))) return undefined;
  return { first, last };
}
