import { expect, test } from "vitest";
import { columns, counted, duration, printable } from "../../src/shared/words.ts";

test.each([
  [0, "0.0 s"],
  [59.96, "60.0 s"],
  [75.4, "75 s"],
  [600, "10 min"],
])("%s seconds -> %s", (seconds, text) => expect(duration(seconds)).toBe(text));

test("counts -> figures with thousands, and the right number", () => {
  expect([counted(1, "reject"), counted(3029, "row"), counted(0, "row or ref", "rows or refs")]).toEqual([
    "1 reject",
    "3,029 rows",
    "0 rows or refs",
  ]);
});

test("a key with escape codes -> shown, not obeyed by the terminal", () => {
  expect(printable("a\u001b[2Jb\nc\u009bd größe")).toBe("a\\u001b[2Jb\\u000ac\\u009bd größe");
});

test("text that turns its direction round, hides or is half a character -> shown, and whole characters left", () => {
  expect(printable("a\u202eb\u2066c\u200bd\ufeff\ud83d e😀 שלום")).toBe(
    "a\\u202eb\\u2066c\\u200bd\\ufeff\\ud83d e😀 שלום",
  );
});

test("cells of different widths -> aligned columns, empty ones left out", () => {
  const rows = [
    ["a", "5 rows", "", "0.1 s"],
    ["long", "1,900 rows", ""],
  ];
  expect(columns(rows, [1])).toEqual(["a          5 rows   0.1 s", "long   1,900 rows"]);
});
