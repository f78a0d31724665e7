import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rowsIn, sourceOf, tableOf } from "./jsonlFolderOf.ts";

const contacts = tableOf("contacts", ["id"], ["id", "name"]);
const lines = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

test("rows in any order + read by key -> each once, keys ascending; those without a key apart", async () => {
  const rows = [
    { id: "c", name: "1" },
    { id: null, name: "2" },
    { id: "a", name: "3" },
    { id: "b", name: null },
    { id: "a", name: "5" },
  ];
  const source = sourceOf({ "contacts.jsonl": lines(...rows) });
  expect([
    await source.describe(contacts),
    await rowsIn(source.readRows(contacts, { after: null })),
    await rowsIn(source.readRows(contacts, { after: "a", until: "b" })),
    await rowsIn(source.readKeyless(contacts)),
  ]).toEqual([
    { found: true, rows: 5, columns: ["id", "name"] },
    [rows[2], rows[4], rows[3], rows[0]],
    [rows[3]],
    [rows[1]],
  ]);
});

test("values of every kind + casts -> every digit as text, json as it is written, JSON otherwise", async () => {
  const row =
    '{"id":9007199254740993,"n":1.50,"big":1e+400,"a":[1,2, null],"t":"a\\u00e9\\n","b":true,"z":null,"j":"abc","k": {"x": 1.0},"m":7}\n';
  const source = sourceOf({ "t.jsonl": row });
  const cast = (name: string, as: "text" | "json" | null) => ({
    name,
    cast: as,
    optional: false,
    readAs: [],
  });
  const columns = [
    ...["id", "n", "big", "a", "t", "b", "z"].map((name) => cast(name, "text")),
    ...["j", "k"].map((name) => cast(name, "json")),
    cast("m", null),
  ];
  expect(await rowsIn(source.readRows({ ...tableOf("t", ["id"], []), columns }, { after: null }))).toEqual([
    {
      id: "9007199254740993",
      n: "1.50",
      big: "1e+400",
      a: "[1,2, null]",
      t: "aé\n",
      b: "true",
      z: null,
      j: '"abc"',
      k: '{"x": 1.0}',
      m: 7,
    },
  ]);
});

test("a SQL NULL in a json column -> null", async () => {
  const source = sourceOf({ "t.jsonl": '{"id":1,"j":null}\n' });
  const columns = [{ name: "j", cast: "json" as const, optional: false, readAs: [] }];
  expect(await rowsIn(source.readRows({ ...tableOf("t", ["id"], []), columns }, { after: null }))).toEqual([
    { j: null },
  ]);
});

test("filters -> only rows whose columns hold one of the values, counted and read", async () => {
  const rows = [1, 2, 3, null].map((tenant, at) => ({ id: String(at), name: "n", tenant }));
  const source = sourceOf({ "contacts.jsonl": lines(...rows) });
  const some = { ...contacts, where: [{ column: "tenant", in: ["1", "3", "null"] }] };
  expect([
    await source.describe(some),
    (await rowsIn(source.readRows(some, { after: null }))).map(({ id }) => id),
    (await rowsIn(source.readMatching(some, ["id"], [["0"], ["1"], ["2"]]))).map(({ id }) => id),
    await source.describe(contacts),
  ]).toEqual([
    { found: true, rows: 2, columns: ["id", "name", "tenant"] },
    ["0", "2"],
    ["0", "2"],
    { found: true, rows: 4, columns: ["id", "name", "tenant"] },
  ]);
});

test("any composite keys and tuples on other columns -> the rows that memory would find", async () => {
  const value = fc.constantFrom("a", "b", ",", "\\", "é", null);
  const row = fc.record({ x: value, y: value, n: fc.nat(9) });
  const text = fc.constantFrom("a", ",", "\\", "b");
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 30 }),
      fc.array(fc.tuple(text, text)),
      async (rows, tuples) => {
        const table = tableOf("t", ["n"], ["x", "y"]);
        const source = sourceOf({ "t.jsonl": lines(...rows) });
        const found = await rowsIn(source.readMatching(table, ["y", "x"], tuples));
        await source.close();
        const wanted = rows.filter(({ x, y }) =>
          tuples.some(([first, second]) => y === first && x === second),
        );
        const plain = (some: readonly unknown[]) => some.map((each) => JSON.stringify(each)).sort();
        expect(plain(found)).toEqual(plain(wanted.map(({ x, y }) => ({ x, y }))));
      },
    ),
    { numRuns: 50 },
  );
});

test("gzip, whatever the file is called + a byte order mark + CRLF -> the same rows", async () => {
  const text = '\ufeff{"id":"1","name":"é"}\r\n{"id":"2","name":"b"}\r\n\r\n';
  const expected = [
    { id: "1", name: "é" },
    { id: "2", name: "b" },
  ];
  for (const files of [
    { "contacts.jsonl": text },
    { "public.contacts.jsonl.gz": gzipSync(text) },
    { "contacts.jsonl": gzipSync(text) },
    { "contacts.jsonl.gz": text },
  ]) {
    expect(await rowsIn(sourceOf(files).readRows(contacts, { after: null }))).toEqual(expected);
  }
});

test("an empty file -> found, no rows, columns unknown; another schema's table -> not found", async () => {
  const source = sourceOf({ "contacts.jsonl": "", "auth.users.jsonl": "" });
  const users = { ...contacts, source: { schema: "auth", table: "users" } };
  expect([
    await source.describe(contacts),
    await source.describe(users),
    await source.describe(tableOf("users", ["id"], [])),
  ]).toEqual([
    { found: true, rows: 0, columns: null },
    { found: true, rows: 0, columns: null },
    { found: false },
  ]);
});

test("no manifest + catalogue -> names from the files, types from every value", async () => {
  const source = sourceOf({
    "b.jsonl": lines({ id: 1, t: "x", j: [1], m: 1, z: null }, { id: 2, t: null, j: {}, m: "1", z: null }),
    "a%2eb.jsonl": "",
    "auth.users.jsonl": lines({ uid: true }),
  });
  const { tables } = await source.catalogue();
  expect(
    tables.map(({ schema, table, columns, key }) => [
      `${schema}/${table}`,
      key,
      columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? "?" : ""}`),
    ]),
  ).toEqual([
    ["auth/users", [], ["uid boolean"]],
    ["public/a.b", [], []],
    ["public/b", ["id"], ["id numeric", "t text?", "j jsonb", "m jsonb", "z text?"]],
  ]);
});
