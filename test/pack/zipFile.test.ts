import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { zipEntries } from "../../scripts/embedded/zipEntries.ts";
import { writeZip } from "../../src/pack/zipFile.ts";

const newFolder = (): string => mkdtempSync(join(tmpdir(), "zip-"));

describe("writeZip", () => {
  test("files of many chunks and of none -> read again, and for their owner alone", async () => {
    const path = join(newFolder(), "moved.zip");
    const chunks = Array.from({ length: 200 }, (_each, at) => Buffer.alloc(50_000, at));
    const answer = await writeZip(path, async (zip) => {
      await zip.add("a/documents.jsonl", chunks);
      await zip.add("empty", []);
      return "done";
    });
    const entries = await zipEntries(readFileSync(path));
    expect({ answer, names: [...entries.keys()], mode: statSync(path).mode & 0o777 }).toEqual({
      ...{ answer: "done", names: ["a/documents.jsonl", "empty"], mode: 0o600 },
    });
    expect(entries.get("a/documents.jsonl")?.equals(Buffer.concat(chunks))).toBe(true);
  });

  test("a file fails halfway -> its error, and nothing is left in the folder", async () => {
    const folder = newFolder();
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.alloc(1_000_000, 7);
      throw new Error("the disk is gone");
    };
    const writing = writeZip(join(folder, "moved.zip"), (zip) => zip.add("a", failing()));
    await expect(writing).rejects.toThrow("the disk is gone");
    expect(readdirSync(folder)).toEqual([]);
  });
});
