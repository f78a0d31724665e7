import fc from "fast-check";
import { expect, test } from "vitest";
import { renderPage } from "../../src/report/render.ts";
import { HOSTILE, pageNaming } from "./hostilePage.ts";
import { tagsOf } from "./pageText.ts";

/** What a page would obey instead of showing it; a line feed is white space and no more. */
const OBEYED = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

test("any name of tables, fields, keys and reasons -> the elements of any other page, and no character that is obeyed", () => {
  const plain = tagsOf(renderPage(pageNaming("x")));
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", minLength: 1 }));
  fc.assert(
    fc.property(text, (name) => {
      const html = renderPage(pageNaming(name));
      expect(tagsOf(html)).toEqual(plain);
      expect(html.replaceAll("\n", "")).not.toMatch(OBEYED);
    }),
    { numRuns: 60, examples: HOSTILE.map((name) => [name]) },
  );
});
