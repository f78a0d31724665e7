import { expect, test } from "vitest";
import { keylessFilter, keysetFilter, sameKeyFilter } from "../../src/source/keysetFilter.ts";

test.each([
  [
    "no bounds -> all rows that have a key",
    ["id"],
    null,
    null,
    { parameters: [], tree: "and(id.not.is.null)" },
  ],
  [
    "after a key -> greater only",
    ["id"],
    { parts: ["9"], inclusive: false },
    null,
    { parameters: [], tree: 'and(id.not.is.null,id.gt."9")' },
  ],
  [
    "from a key to another -> both included",
    ["id"],
    { parts: ["9"], inclusive: true },
    { parts: ["12"], inclusive: true },
    { parameters: [], tree: 'and(id.not.is.null,id.gte."9",id.lte."12")' },
  ],
  [
    "a composite key -> the first column bounds the index, the rest decides among its equals",
    ["a", "b"],
    { parts: ["x,(y)", 'z"\\'], inclusive: false },
    null,
    {
      parameters: [],
      tree: 'and(a.not.is.null,b.not.is.null,and(a.gte."x,(y)",or(a.gt."x,(y)",b.gt."z\\"\\\\")))',
    },
  ],
  [
    "a single key with a quote -> a parameter of its own, unquoted",
    ["id"],
    { parts: ['a"b'], inclusive: true },
    { parts: ["c\\"], inclusive: true },
    {
      parameters: [
        { column: "id", operator: "gte", value: 'a"b' },
        { column: "id", operator: "lte", value: "c\\" },
      ],
      tree: "and(id.not.is.null)",
    },
  ],
  [
    "a column with a dot in its name -> quoted",
    ["a.b"],
    { parts: ["1"], inclusive: false },
    null,
    { parameters: [], tree: 'and("a.b".not.is.null,"a.b".gt."1")' },
  ],
])("%s", (_title, key, lower, upper, expected) => {
  expect(keysetFilter(key, lower, upper)).toEqual(expected);
});

test("one key -> that key and no other", () => {
  expect(sameKeyFilter(["id"], ["7"])).toEqual({
    parameters: [],
    tree: 'and(id.not.is.null,id.gte."7",id.lte."7")',
  });
});

test("no key -> a null in any column of it", () => {
  expect(keylessFilter(["a", "b c"])).toEqual({ parameters: [], tree: 'a.is.null,"b c".is.null' });
});
