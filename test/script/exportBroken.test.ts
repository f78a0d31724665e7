import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportTables } from "../../src/script/exportTables.ts";
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

const full = rawSource({ contacts: ids(["1"], ["2"]), deals: ids(["7"]) });

/** `deals` ends the export after its first page. */
const breaking = (end: () => void) =>
  rawSource({
    contacts: ids(["1"]),
    deals: async function* () {
      yield ['{"id":"8"}'];
      end();
      yield ['{"id":"9"}'];
    },
  });
const failing = breaking(() => {
  throw new Error("connection lost");
});

test("a source that fails in the second table -> its error, the first table whole, no half file, the folder refused", async () => {
  const directory = newFolder();
  expect(await attempt(exportIo(directory, failing))).toMatchObject({ message: "connection lost" });
  expect(filesIn(directory)).toEqual(["contacts.jsonl", "manifest.json"]);
  expect(manifestIn(directory)).toMatchObject({
    complete: false,
    pending: [{ schema: "public", table: "deals", file: "deals.jsonl" }],
    tables: [{ file: "contacts.jsonl", rows: 1 }],
  });
  await expect(idsRead(directory, "contacts")).rejects.toThrow("is not complete: it lacks deals.");
});

test("Ctrl-C in the second table -> interrupted, no half file", async () => {
  const directory = newFolder();
  const interrupt = new AbortController();
  const source = breaking(() => interrupt.abort());
  expect(await attempt(exportIo(directory, source, { signal: interrupt.signal }))).toMatchObject({
    name: "Interrupted",
  });
  expect(filesIn(directory)).toEqual(["contacts.jsonl", "manifest.json"]);
});

test("an export that broke off + again -> every table anew, complete", async () => {
  const directory = newFolder();
  await attempt(exportIo(directory, failing));
  await exportTables(exportIo(directory, full), BOTH);
  expect([
    manifestIn(directory).complete,
    await idsRead(directory, "contacts"),
    await idsRead(directory, "deals"),
  ]).toEqual([true, ["1", "2"], ["7"]]);
});

test("an export that broke off + one of its other table alone -> still not complete, the missing one named", async () => {
  const directory = newFolder();
  await attempt(exportIo(directory, failing));
  const { manifest } = await exportTables(exportIo(directory, full), { tables: ["contacts"], excluded: [] });
  expect([manifest.complete, manifest.pending.map(({ table }) => table)]).toEqual([false, ["deals"]]);
});

test("an export that broke off + again without the missing table -> complete without it", async () => {
  const directory = newFolder();
  await attempt(exportIo(directory, failing));
  await exportTables(exportIo(directory, full), { tables: [], excluded: ["deals"] });
  expect([filesIn(directory), manifestIn(directory).complete]).toEqual([
    ["contacts.jsonl", "manifest.json"],
    true,
  ]);
});

test("a whole export + one that breaks off -> the old table stays as it was until it is replaced whole", async () => {
  const directory = newFolder();
  await exportTables(exportIo(directory, full), BOTH);
  await attempt(exportIo(directory, failing, { gzip: true }));
  expect([filesIn(directory), readFileSync(join(directory, "deals.jsonl"), "utf8")]).toEqual([
    ["contacts.jsonl.gz", "deals.jsonl", "manifest.json"],
    '{"id":"7"}\n',
  ]);
  await exportTables(exportIo(directory, full, { gzip: true }), BOTH);
  expect([filesIn(directory), await idsRead(directory, "deals")]).toEqual([
    ["contacts.jsonl.gz", "deals.jsonl.gz", "manifest.json"],
    ["7"],
  ]);
});

test("a partial file that a killed export left + again -> gone", async () => {
  const directory = newFolder();
  await attempt(exportIo(directory, failing));
  writeFileSync(join(directory, ".deals.jsonl.partial"), '{"id":"8"}');
  await exportTables(exportIo(directory, full), { tables: ["contacts"], excluded: [] });
  expect(filesIn(directory)).toEqual(["contacts.jsonl", "manifest.json"]);
});

test("a file renamed into its place right before the end of a killed export + again, packed -> replaced", async () => {
  const directory = newFolder();
  await attempt(exportIo(directory, failing));
  writeFileSync(join(directory, "deals.jsonl"), '{"id":"8"}\n');
  await exportTables(exportIo(directory, full, { gzip: true }), BOTH);
  expect([filesIn(directory), await idsRead(directory, "deals")]).toEqual([
    ["contacts.jsonl.gz", "deals.jsonl.gz", "manifest.json"],
    ["7"],
  ]);
});
