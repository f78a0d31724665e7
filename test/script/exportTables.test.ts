import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { type ExportEvent, exportTables } from "../../src/script/exportTables.ts";
import {
  attempt,
  BOTH,
  exportIo,
  filesIn,
  ids,
  idsRead,
  manifestIn,
  newFolder,
  rawSource,
} from "./exportFixture.ts";

const CONTACTS = ids(["2", "1"], ["3"]);
const two = rawSource({ contacts: CONTACTS, deals: ids() });

test("two tables -> a file each and a manifest, which the folder is read by; nobody else can read them", async () => {
  const directory = newFolder();
  const events: ExportEvent[] = [];
  const result = await exportTables(
    exportIo(directory, two, { report: (event) => events.push(event) }),
    BOTH,
  );

  const contacts = { table: "contacts", file: "contacts.jsonl", rows: 3, bytes: 33, seconds: 0 };
  const deals = { table: "deals", file: "deals.jsonl", rows: 0, bytes: 0, seconds: 0 };
  expect(result).toEqual({ exported: [contacts, deals], manifest: manifestIn(directory) });
  expect(result.manifest).toMatchObject({
    format: 1,
    version: "0.1.0",
    source: { kind: "postgres", at: "db.example.com/postgres" },
    snapshotAt: "2026-01-02T03:04:05.678Z",
    complete: true,
    pending: [],
    tables: [
      {
        file: "contacts.jsonl",
        rows: 3,
        bytes: 33,
        sha256: "a469e67ed5384bfba76c930e94d98f4ea738430f8f7a5bfcc82b913e01eb3e6f",
        snapshotAt: "2026-01-02T03:04:05.678Z",
        exportedAt: "2026-01-02T00:00:00.000Z",
        definition: { table: "contacts", key: ["id"] },
      },
      { file: "deals.jsonl", rows: 0, bytes: 0 },
    ],
  });
  expect(events).toEqual([
    { kind: "started", table: "contacts" },
    { kind: "rows", table: "contacts", rows: 2 },
    { kind: "rows", table: "contacts", rows: 3 },
    { kind: "exported", exported: contacts },
    { kind: "started", table: "deals" },
    { kind: "exported", exported: deals },
  ]);
  expect(await idsRead(directory, "contacts")).toEqual(["1", "2", "3"]);
  expect(filesIn(directory)).toEqual(["contacts.jsonl", "deals.jsonl", "manifest.json"]);
  const modes = ["", ...filesIn(directory)].map((file) =>
    (statSync(join(directory, file)).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(["700", "600", "600", "600"]);
});

test("a whole export + again with gzip -> packed files alone, of the same content and checksums", async () => {
  const directory = newFolder();
  const plain = await exportTables(exportIo(directory, two), BOTH);
  const text = readFileSync(join(directory, "contacts.jsonl"), "utf8");
  const packed = await exportTables(exportIo(directory, two, { gzip: true }), BOTH);
  expect([
    filesIn(directory),
    gunzipSync(readFileSync(join(directory, "contacts.jsonl.gz"))).toString(),
    packed.manifest.tables.map(({ file: _file, ...table }) => table),
    await idsRead(directory, "contacts"),
  ]).toEqual([
    ["contacts.jsonl.gz", "deals.jsonl.gz", "manifest.json"],
    text,
    plain.manifest.tables.map(({ file: _file, ...table }) => table),
    ["1", "2", "3"],
  ]);
});

test("an export of one table + one of another -> both are there", async () => {
  const directory = newFolder();
  await exportTables(exportIo(directory, two), { tables: ["contacts"], excluded: [] });
  const later = await exportTables(exportIo(directory, two), { tables: ["public.deals"], excluded: [] });
  expect([
    later.exported.map(({ table }) => table),
    later.manifest.tables.map(({ file }) => file),
    later.manifest.complete,
    await idsRead(directory, "contacts"),
  ]).toEqual([["deals"], ["contacts.jsonl", "deals.jsonl"], true, ["1", "2", "3"]]);
});

test.each([
  [
    "a table that the source lacks",
    { tables: ["contact"], excluded: [] },
    "contact: the source has no such table, or does not show it. It has contacts, deals.",
  ],
  [
    "an excluded table that it lacks",
    { tables: [], excluded: ["user"] },
    "user: the source has no such table",
  ],
  [
    "all tables excluded",
    { tables: [], excluded: ["contacts", "public.deals"] },
    "There is no table to export",
  ],
])("%s -> refused, nothing written", async (_title, selection, message) => {
  const directory = newFolder();
  expect(await attempt(exportIo(directory, two), selection)).toMatchObject({
    name: "ExportError",
    message: expect.stringContaining(message),
  });
  expect(() => statSync(directory)).toThrow("ENOENT");
});

test.each([
  ["a table's file that no export wrote", "notes.jsonl", "", "notes.jsonl is in"],
  [
    "another manifest.json",
    "manifest.json",
    '{"name":"an app"}',
    "is not the manifest of an export (format:",
  ],
])("a folder with %s -> refused, the file as it was", async (_title, file, content, message) => {
  const directory = newFolder();
  mkdirSync(directory);
  writeFileSync(join(directory, file), content);
  expect(await attempt(exportIo(directory, two))).toMatchObject({
    name: "ExportError",
    message: expect.stringContaining(message),
  });
  expect([filesIn(directory), readFileSync(join(directory, file), "utf8")]).toEqual([[file], content]);
});

test("a folder with other files -> they stay", async () => {
  const directory = newFolder();
  mkdirSync(directory);
  writeFileSync(join(directory, "README.md"), "mine");
  await exportTables(exportIo(directory, two), BOTH);
  expect(filesIn(directory)).toEqual(["README.md", "contacts.jsonl", "deals.jsonl", "manifest.json"]);
});

test("a folder with another source's export -> refused, both named", async () => {
  const directory = newFolder();
  await exportTables(exportIo(directory, two), BOTH);
  const other = { kind: "supabase", at: "abc.supabase.co" } as const;
  expect(await attempt(exportIo(directory, two, { origin: other }))).toMatchObject({
    message: `${directory} holds an export of db.example.com/postgres, and this one is of abc.supabase.co. Name another folder: --out <dir>`,
  });
});

test("a file in the folder's place -> refused, with the option that names another", async () => {
  const directory = newFolder();
  writeFileSync(directory, "");
  expect(await attempt(exportIo(directory, two))).toMatchObject({
    name: "ExportError",
    message: `${directory} cannot be written to (EEXIST). Name a folder that you may write to: --out <dir>`,
  });
});

test("rows with a column that the catalogue lacks -> refused, no file", async () => {
  const directory = newFolder();
  const changed = rawSource({
    contacts: async function* () {
      yield ['{"id":"1","secret":2}'];
    },
  });
  expect(await attempt(exportIo(directory, changed))).toMatchObject({
    table: "contacts",
    message:
      "contacts was changed while it was exported: its rows have a column secret that is not among its columns. Repeat the export.",
  });
  expect(filesIn(directory)).toEqual(["manifest.json"]);
});
