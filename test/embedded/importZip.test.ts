import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileURLToPath } from "node:url";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import { membersText } from "../../src/pack/documentText.ts";
import { writeZip } from "../../src/pack/zipFile.ts";
import { encodeId } from "../../src/shared/convexId.ts";
import { importZip } from "../pack/importZip.ts";
import { newZip } from "../pack/packed.ts";

let convex: EmbeddedConvex;
beforeAll(async () => {
  convex = await startConvex({ app: fileURLToPath(new URL("../pipeline/app", import.meta.url)) });
});
afterAll(() => convex.stop());

const NUMBERS = { posts: 10_001, authors: 10_002 };
const idIn = (table: keyof typeof NUMBERS, at: number): string =>
  encodeId(NUMBERS[table], new Uint8Array(16).fill(at));
const author = (at: number, more: object = {}) => ({
  ...{ _id: idIn("authors", at), _creationTime: at + 0.5, legacyId: String(at), name: `Author ${at}` },
  ...more,
});
const post = (at: number, authorId: string, more: object = {}) => ({
  ...{ _id: idIn("posts", at), _creationTime: at, legacyId: String(at), title: "A post", authorId },
  ...more,
});

type Given = { posts?: object[]; authors?: object[]; uniform?: string };

async function imported(
  { posts = [], authors = [], uniform = '"uniform"\n' }: Given,
  mode: "replace" | "append" = "replace",
) {
  const path = newZip();
  await writeZip(path, async (zip) => {
    const numbers = Object.entries(NUMBERS).map(([name, id]) => JSON.stringify({ name, id }));
    await zip.add("_tables/documents.jsonl", [Buffer.from(`${numbers.join("\n")}\n`)]);
    for (const [table, documents] of Object.entries({ posts, authors })) {
      await zip.add(`${table}/generated_schema.jsonl`, [Buffer.from(uniform)]);
      const lines = documents.map((document) => `{${membersText(document as never)}}\n`);
      await zip.add(`${table}/documents.jsonl`, [Buffer.from(lines.join(""))]);
    }
  });
  return importZip(convex, path, mode);
}

const there = () =>
  convex.t.run(async ({ db }) => ({
    posts: await db.query("posts").collect(),
    authors: await db.query("authors").collect(),
  }));

describe("the embedded Convex + npx convex import", () => {
  test("documents that refer to one another -> there under their own ids and creation times, in their order", async () => {
    const posts = [post(2, idIn("authors", 1), { replyToId: idIn("posts", 1) }), post(1, idIn("authors", 1))];
    expect(await imported({ posts, authors: [author(1)] })).toEqual({
      state: "completed",
      num_rows_written: "3",
    });
    expect(await there()).toEqual({ posts: [posts[1], posts[0]], authors: [author(1)] });
  });

  test("append -> what is there stays; replace -> it does not", async () => {
    expect((await imported({ authors: [author(2)] }, "append")).state).toBe("completed");
    expect((await there()).authors.map(({ legacyId }) => legacyId)).toEqual(["1", "2"]);
    await imported({ posts: [post(3, idIn("authors", 3))], authors: [author(3)] });
    expect(Object.values(await there()).map((all) => all.map(({ legacyId }) => legacyId))).toEqual([
      ["3"],
      ["3"],
    ]);
  });

  test.each<[string, Given, string]>([
    [
      "an id of another table",
      { authors: [author(4, { _id: idIn("posts", 4) })] },
      "expected an id of its own in table 10002",
    ],
    ["an id twice", { authors: [author(4), author(4, { _creationTime: 9 })] }, "expected an id of its own"],
    [
      "a creation time twice",
      { authors: [author(4), author(5, { _creationTime: 4.5 })] },
      "expected a creation time of its own",
    ],
    [
      "an integer for a creation time",
      { authors: [author(4, { _creationTime: 4n })] },
      "expected a creation time of its own",
    ],
    [
      "a parent that is not there",
      { posts: [post(4, idIn("authors", 9))] },
      '.authorId: expected the id of a document of "authors"',
    ],
    [
      "a parent of another table",
      { posts: [post(4, idIn("posts", 4))] },
      '.authorId: expected the id of a document of "authors"',
    ],
    ["a value of another type", { authors: [author(4, { name: 5 })] }, "Value does not match validator"],
    [
      "values with their loss",
      { authors: [author(4)], uniform: "{}\n" },
      "does not say that its values are written without loss",
    ],
  ])("%s -> refused in whole, and nothing is changed", async (_title, given, message) => {
    const before = await there();
    expect(await imported(given)).toEqual({
      state: "failed",
      error_message: expect.stringContaining(message),
    });
    expect(await there()).toEqual(before);
  });
});
