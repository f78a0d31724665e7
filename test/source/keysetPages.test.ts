import { describe, expect, test } from "vitest";
import type { KeyBound } from "../../src/source/keysetFilter.ts";
import { type KeysetReader, keysetPages } from "../../src/source/keysetPages.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { allPages } from "./planTable.ts";

const row = (id: string, v = ""): SourceRow => ({ id, v });

type Asked = { page: KeyBound | null } | { countAt: readonly string[] };

/** Gives the pages in turn, whatever is asked; a row's key counts as often as `counts` says. */
function scripted(pages: SourceRow[][], counts: Record<string, number> = {}) {
  const asked: Asked[] = [];
  const left = [...pages];
  const reader: KeysetReader = {
    page: async (lower) => {
      asked.push({ page: lower });
      const next = left.shift();
      if (next === undefined) throw new Error("asked for a page too many");
      return next;
    },
    countAt: async (parts) => {
      asked.push({ countAt: parts });
      return counts[parts.join()] ?? 0;
    },
    tooManyAt: (rows, perPage) => new Error(`${rows} rows of one key, ${perPage} at once`),
    notAfter: () => new Error("not after"),
  };
  return { asked, read: () => allPages(keysetPages(reader, ["id"], null)) };
}

const from = (id: string) => ({ page: { parts: [id], inclusive: true } });
const beyond = (id: string) => ({ page: { parts: [id], inclusive: false } });

describe("which pages are asked for, and which rows come of them", () => {
  test("an empty table -> one question", async () => {
    const { asked, read } = scripted([[]]);
    expect(await read()).toEqual([]);
    expect(asked).toEqual([{ page: null }]);
  });

  test("a short last page -> ends with the page that brings nothing new", async () => {
    const { asked, read } = scripted([[row("1"), row("2")], [row("2"), row("3")], [row("3")]]);
    expect(await read()).toEqual([[row("1"), row("2")], [row("3")]]);
    expect(asked).toEqual([{ page: null }, from("2"), from("3")]);
  });

  test("one row -> a page that repeats it is as long as the longest, so the rows after it are asked for", async () => {
    const { asked, read } = scripted([[row("1")], [row("1")], []], { 1: 1 });
    expect(await read()).toEqual([[row("1")]]);
    expect(asked).toEqual([{ page: null }, from("1"), { countAt: ["1"] }, beyond("1")]);
  });

  test("a server that gives fewer rows from one page to the next -> goes on", async () => {
    const pages = [[row("1"), row("2"), row("3")], [row("3"), row("4")], [row("4"), row("5")], [row("5")]];
    expect((await scripted(pages).read()).flat()).toEqual(["1", "2", "3", "4", "5"].map((id) => row(id)));
  });

  test("equal rows across two pages -> none is lost, none doubled", async () => {
    const pages = [
      [row("1"), row("2", "a")],
      [row("2", "b"), row("2", "a")],
      [row("2", "a"), row("2", "b")],
      [],
    ];
    const { asked, read } = scripted(pages, { 2: 2 });
    expect(await read()).toEqual([[row("1"), row("2", "a")], [row("2", "b")]]);
    expect(asked.slice(-2)).toEqual([{ countAt: ["2"] }, beyond("2")]);
  });

  test("more rows of one key than fit a page -> an error, not the end", async () => {
    const { read } = scripted(
      [
        [row("1"), row("1")],
        [row("1"), row("1")],
      ],
      { 1: 3 },
    );
    await expect(read()).rejects.toThrow("3 rows of one key, 2 at once");
  });

  test("more rows of one key than fit a page, in another order each time -> none is taken for a change", async () => {
    const [a, b, c] = [row("1", "a"), row("1", "b"), row("1", "c")];
    const pages = [[a, b], [a, c], [b, c], []];
    expect(await scripted(pages, { 1: 3 }).read()).toEqual([[a, b], [c]]);
  });

  test("a server that sends rows again which are not after the key -> an error, not a loop", async () => {
    const { read } = scripted([[row("1")], [row("1")], [row("1")]], { 1: 1 });
    await expect(read()).rejects.toThrow("not after");
  });

  test("a row that changed between two pages -> read once, as it was", async () => {
    const pages = [[row("1"), row("2", "old")], [row("2", "new"), row("3")], [row("3")]];
    expect(await scripted(pages).read()).toEqual([[row("1"), row("2", "old")], [row("3")]]);
  });

  test("the only row changed between two pages -> read once", async () => {
    expect(await scripted([[row("1", "old")], [row("1", "new")], []], { 1: 1 }).read()).toEqual([
      [row("1", "old")],
    ]);
  });

  test("the last row was deleted between two pages -> the next rows are not taken for it", async () => {
    const pages = [[row("1"), row("2")], [row("3"), row("4")], [row("4")]];
    expect(await scripted(pages).read()).toEqual([
      [row("1"), row("2")],
      [row("3"), row("4")],
    ]);
  });
});

test("a consumer that works on a page -> the next one is asked for, and no further one", async () => {
  const { asked, read: _ } = scripted([]);
  const reader: KeysetReader = {
    page: async (lower) => {
      asked.push({ page: lower });
      return lower === null ? [row("1"), row("2")] : [row("2"), row("3")];
    },
    countAt: async () => 0,
    tooManyAt: () => new Error(),
    notAfter: () => new Error(),
  };
  const pages = keysetPages(reader, ["id"], null);
  expect(await pages.next()).toEqual({ done: false, value: [row("1"), row("2")] });
  expect(asked).toEqual([{ page: null }, from("2")]);
  await pages.return();
  expect(asked).toEqual([{ page: null }, from("2")]);
});

test("the next page fails while a consumer works -> the failure comes when it asks for that page", async () => {
  const reader: KeysetReader = {
    page: async (lower) => {
      if (lower === null) return [row("1"), row("2")];
      throw new Error("gone");
    },
    countAt: async () => 0,
    tooManyAt: () => new Error(),
    notAfter: () => new Error(),
  };
  const pages = keysetPages(reader, ["id"], null);
  expect(await pages.next()).toEqual({ done: false, value: [row("1"), row("2")] });
  // A turn of the event loop in which an unheard rejection would end the process.
  await new Promise((resolve) => setImmediate(resolve));
  await expect(pages.next()).rejects.toThrow("gone");
});
