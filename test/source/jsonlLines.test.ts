import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "../../src/source/jsonlLines.ts";

async function* cutAt(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [at, place] of places.entries()) yield bytes.subarray(place, places[at + 1] ?? bytes.length);
}

async function read(bytes: Buffer, cuts: readonly number[] = []): Promise<string[]> {
  const texts: string[] = [];
  for await (const lines of linesOf(cutAt(bytes, cuts))) texts.push(...lines.map(({ text }) => text));
  return texts;
}

const line = fc
  .string({
    unit: fc.constantFrom("a", '"', "é", "€", "\u{1f600}", "\u2028", "\ufeff", "\t"),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() !== "");

test("any lines of any characters + cut anywhere, with any line ends -> the same lines", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.nat(200), { maxLength: 12 }),
      fc.constantFrom("\n", "\r\n"),
      fc.constantFrom("", "\n", "\n\n \r\n"),
      fc.boolean(),
      async (texts, cuts, end, tail, marked) => {
        fc.pre(marked || texts[0]?.startsWith("\ufeff") !== true);
        const bytes = Buffer.from((marked ? "\ufeff" : "") + texts.join(end) + tail);
        expect(await read(bytes, cuts)).toEqual(texts);
      },
    ),
  );
});

test.each([
  ["an empty line between others", Buffer.from("a\n\nb\n"), 2, "it is empty"],
  ["a file that begins with an empty line", Buffer.from("\na\n"), 1, "it is empty"],
  ["a byte that is no UTF-8", Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]), 2, "it is not UTF-8"],
  ["a surrogate in UTF-8", Buffer.from([0xed, 0xa0, 0x80, 0x0a]), 1, "it is not UTF-8"],
  ["a character cut off at the end", Buffer.from([0x61, 0x0a, 0xe2, 0x82]), 2, "it is not UTF-8"],
  ["UTF-16", Buffer.from("\ufeffab\n", "utf16le"), 1, "it is not UTF-8"],
])("%s -> refused with the line's number", async (_title, bytes, number, problem) => {
  await expect(read(bytes, [2])).rejects.toMatchObject({
    name: "LineError",
    line: number,
    message: expect.stringContaining(problem),
  });
});
