import { expect, test } from "vitest";
import { FunctionRefused } from "../../src/script/deployment.ts";
import { documentPages, type PageAsked } from "../../src/script/documentPages.ts";
import { Interrupted } from "../../src/script/errors.ts";

const DOCUMENTS = 900;

/** A table of which Convex reads no more than `most` documents at once. */
function tableOf(most: number) {
  const asked: number[] = [];
  const read = async ({ cursor, documents }: PageAsked) => {
    asked.push(documents);
    if (documents > most) throw new FunctionRefused("migrations:walk", "too much data");
    const from = Number(cursor ?? 0);
    const to = Math.min(DOCUMENTS, from + documents);
    return { from, to, continueCursor: String(to), isDone: to === DOCUMENTS };
  };
  return { asked, read };
}

test.each([
  ["pages that Convex takes", 400, [400, 400, 400]],
  ["pages that are too large", 150, [400, 200, 100, 100, 100, 100, 100, 100, 100, 100, 100]],
])("%s -> every document once", async (_title, most, asked) => {
  const table = tableOf(most);
  const seen: number[] = [];
  const { signal } = new AbortController();
  for await (const { from, to } of documentPages({ signal }, table.read)) {
    expect(from).toBe(seen.reduce((sum, each) => sum + each, 0));
    seen.push(to - from);
  }
  expect(seen.reduce((sum, each) => sum + each, 0)).toBe(DOCUMENTS);
  expect(table.asked).toEqual(asked);
});

test("a document that Convex does not even read alone -> its error", async () => {
  const { signal } = new AbortController();
  const reading = documentPages({ signal }, tableOf(0).read).next();
  await expect(reading).rejects.toThrow("too much data");
});

test("stopped between two pages -> Interrupted, and no other page is read", async () => {
  const stop = new AbortController();
  const table = tableOf(400);
  const pages = documentPages({ signal: stop.signal }, table.read);
  await pages.next();
  stop.abort();
  await expect(pages.next()).rejects.toThrow(Interrupted);
  expect(table.asked).toEqual([400]);
});
