import fc from "fast-check";

/** Text that Postgres holds: any but NUL. */
export const unicode = fc.string({ unit: "binary" }).map((given) => given.replaceAll("\0", ""));
export const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
export const quoted = (given: string): string => `"${given.replace(/["\\]/g, "\\$&")}"`;
/** An array in Postgres's own text. */
export const literal = (items: readonly (string | null)[]): string =>
  `{${items.map((item) => (item === null ? "NULL" : quoted(item))).join(",")}}`;
export const arrayOf = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(fc.option(values, { freq: 5 }), { maxLength: 5 }).map(literal);
/** Arrays of two dimensions, as long inside as outside. */
export const tableOf = (values: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .integer({ min: 1, max: 3 })
    .chain((length) => fc.array(fc.array(values, { minLength: length, maxLength: length }), { maxLength: 3 }))
    .map((rows) => `{${rows.map(literal).join(",")}}`);
