import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ADVISED_CODES } from "../../src/cli/advice.ts";
import * as builders from "../../src/mapping/builders.ts";

const PAGE = readFileSync(new URL("../../docs/types.md", import.meta.url), "utf8");
const called = new Set([...PAGE.matchAll(/(?<![.\w])([a-z]\w*)\(/g)].map(([, name]) => name));

test("the page of types + the builders -> each is on it", () => {
  // What numbers and times are read by when the mapping names nothing: nobody writes it.
  const written = Object.keys(builders).filter((name) => name !== "numberOrTime");
  expect(written.filter((name) => !called.has(name))).toEqual([]);
});

test("the page of types + the codes of rejects -> it names no other", () => {
  const codes = PAGE.match(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g) ?? [];
  expect([...new Set(codes)].filter((code) => !ADVISED_CODES.includes(code))).toEqual([]);
});
