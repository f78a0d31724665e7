import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { definitionOf, folderOf, listed, manifestOf, rowsIn, sourceOf, tableOf } from "./jsonlFolderOf.ts";

const contacts = tableOf("contacts", ["id"], ["id"]);
const GOOD = '{"id":"1"}\n{"id":"2"}\n';
const definition = definitionOf("contacts", ["id"]);
const entry = listed("contacts.jsonl", GOOD, definition);

test.each([
  [
    "a line that is no JSON",
    '{"id":"1"}\n{"id":secret}\n',
    "contacts.jsonl line 2: it is not one JSON object.",
  ],
  ["two rows on a line", '{"id":"1"}{"id":"2"}\n', "contacts.jsonl line 1: it is not one JSON object."],
  ["an array", '[{"id":"secret"}]\n', "contacts.jsonl line 1: it is JSON, but no object."],
  ["a last line cut off", `${GOOD}{"id":"sec`, "contacts.jsonl line 3: it is cut off"],
  [
    "a row that lacks a column",
    '{"id":"1","n":1}\n{"id":"secret"}\n',
    "line 2: it has no n, which line 1 has.",
  ],
  [
    "a row with one column more",
    '{"id":"1"}\n{"id":"secret","n":1}\n',
    "line 2: it has n, which line 1 has not.",
  ],
  ["a column named twice", '{"id":"1","id":"secret"}\n', "contacts.jsonl line 1: it names a column twice."],
])("%s -> refused with its line, its content not shown", async (_title, content, message) => {
  const error = await sourceOf({ "contacts.jsonl": content })
    .describe(contacts)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "SourceError", code: "SOURCE_FAILED", table: "contacts" });
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain("sec");
});

const packed = gzipSync(GOOD.repeat(1000));
const damaged = Buffer.from(packed);
damaged.writeUInt32LE(0, damaged.length - 8);

test.each([
  ["a gzip file cut off", packed.subarray(0, -9), "(unexpected end of file)"],
  ["a gzip file whose checksum is wrong", damaged, "(incorrect data check)"],
])("%s -> refused, named", async (_title, content, reason) => {
  await expect(sourceOf({ "contacts.jsonl.gz": content }).describe(contacts)).rejects.toMatchObject({
    code: "SOURCE_FAILED",
    message: `contacts.jsonl.gz cannot be unpacked ${reason}: it is damaged or was cut off. Copy it again, or export it again.`,
  });
});

test.each([
  ["another count", { "contacts.jsonl": '{"id":"1"}\n' }, "it has 1 rows, but manifest.json lists 2"],
  ["another content", { "contacts.jsonl": '{"id":"1"}\n{"id":"3"}\n' }, "its content was changed"],
  [
    "other columns",
    { "contacts.jsonl": '{"uid":"1"}\n' },
    "contacts.jsonl line 1: it has no id, which manifest.json has.",
  ],
  ["no file", {}, "contacts.jsonl is missing from"],
  ["a file more", { "contacts.jsonl": GOOD, "notes.jsonl": "" }, "notes.jsonl is in"],
])("a manifest + %s -> refused before a row is handed on", async (_title, files, message) => {
  const source = sourceOf({ ...manifestOf([entry]), ...files });
  const read = rowsIn(source.readRows(contacts, { after: null }));
  await expect(read).rejects.toMatchObject({
    code: "SOURCE_FAILED",
    message: expect.stringContaining(message),
  });
});

test("a manifest that the files agree with, one of them packed -> the rows, and its catalogue", async () => {
  const source = sourceOf({
    ...manifestOf([{ ...entry, file: "contacts.jsonl.gz" }]),
    "contacts.jsonl.gz": gzipSync(GOOD),
    "README.md": "not a table",
  });
  expect([
    await source.describe(contacts),
    await rowsIn(source.readRows(contacts, { after: null })),
    await source.catalogue(),
  ]).toEqual([
    { found: true, rows: 2, columns: ["id"] },
    [{ id: "1" }, { id: "2" }],
    { tables: [definition] },
  ]);
});

test.each([
  [
    "not complete",
    manifestOf([entry], {
      complete: false,
      pending: [{ schema: "public", table: "deals", file: "deals.jsonl" }],
    }),
    "is not complete: it lacks deals. Repeat it: npx supabase-to-convex export",
  ],
  [
    "of another format",
    manifestOf([entry], { format: 2 as 1 }),
    "cannot be read as the manifest of an export: format:",
  ],
  ["no JSON", { "manifest.json": "{" }, "it is not JSON"],
  [
    "with a file outside of the folder",
    manifestOf([{ ...entry, file: "../contacts.jsonl" }]),
    "tables.0.file:",
  ],
  ["with a table twice", manifestOf([entry, entry]), "manifest.json lists contacts twice."],
])("a manifest that is %s -> refused with the way out", async (_title, manifest, message) => {
  const source = sourceOf({ ...manifest, "contacts.jsonl": GOOD });
  await expect(source.describe(contacts)).rejects.toMatchObject({
    code: "SOURCE_FAILED",
    message: expect.stringContaining(message),
  });
});

test("two files of one table -> refused, both named", async () => {
  const source = sourceOf({ "contacts.jsonl": GOOD, "public.contacts.jsonl.gz": gzipSync(GOOD) });
  await expect(source.describe(contacts)).rejects.toThrow(
    "contacts.jsonl and public.contacts.jsonl.gz are both the table contacts.",
  );
});

test("a folder without tables, and one that is not there -> refused, with what to do", async () => {
  await expect(sourceOf({ "notes.txt": "" }).catalogue()).rejects.toThrow(
    "has no table: no file there ends in .jsonl",
  );
  const missing = jsonlSource({ directory: `${folderOf({})}/nowhere` });
  await expect(missing.catalogue()).rejects.toMatchObject({
    code: "SOURCE_FORBIDDEN",
    message: expect.stringContaining("cannot be read: it does not exist. Correct --from"),
  });
});

test("a filter on a column that the file lacks -> refused, with the column", async () => {
  const filtered = { ...contacts, where: [{ column: "tenant", in: ["1"] }] };
  await expect(sourceOf({ "contacts.jsonl": GOOD }).describe(filtered)).rejects.toThrow(
    "contacts.jsonl has no column tenant, by which the mapping picks rows.",
  );
});
