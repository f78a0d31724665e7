import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withEncryption } from "../../src/script/encryptedSource.ts";
import type { PlanSource } from "../../src/script/planSource.ts";
import { open, UNSEALABLE } from "../../src/shared/envelope.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { listedSource, pagesOf, tableOf } from "./listedSource.ts";

const BYTES = new Uint8Array(32).fill(5);
const KEY = Buffer.from(BYTES).toString("base64");
const SECRET = "sk_live_4242";
const TOKENS = tableOf("contacts", ["id"], ["name", "token"], {
  target: "people",
  encrypted: [{ column: "token", field: "accessToken" }],
});

const rowsOf = async (pages: AsyncIterable<SourceRow[]>): Promise<SourceRow[]> =>
  (await pagesOf(pages)).flat();
const encrypting = (rows: SourceRow[], key: string | undefined = KEY): PlanSource =>
  withEncryption(listedSource({ contacts: rows }), key);
const opened = (row: SourceRow | undefined, column: string, place: { field: string; legacyId: string }) =>
  open(BYTES, { table: "people", ...place }, String(row?.[column]));

describe("rows of a table with an encrypted column", () => {
  const rows = [
    { id: "1", name: "Ada", token: SECRET },
    { id: "2", name: "Bob", token: null },
    { id: "3", name: "Cyd", token: "" },
  ];

  test("read -> envelopes for this table, field and row; NULL and other columns as they were", async () => {
    const [ada, bob, cyd] = await rowsOf(encrypting(rows).readRows(TOKENS, { after: null }));
    expect(await opened(ada, "token", { field: "accessToken", legacyId: "1" })).toEqual({
      ok: true,
      text: SECRET,
    });
    expect(await opened(cyd, "token", { field: "accessToken", legacyId: "3" })).toEqual({
      ok: true,
      text: "",
    });
    expect([ada?.name, bob, cyd?.name]).toEqual(["Ada", rows[1], "Cyd"]);
  });

  test("read again, and by what they hold -> the same envelopes", async () => {
    const first = await rowsOf(encrypting(rows).readRows(TOKENS, { after: null }));
    const source = encrypting(rows);
    expect(await rowsOf(source.readRows(TOKENS, { after: null }))).toEqual(first);
    expect(await rowsOf(source.readMatching(TOKENS, ["id"], [["1"], ["3"]]))).toEqual([first[0], first[2]]);
  });

  test("a composite key -> bound to the legacy id that the document will carry", async () => {
    const table: PlanTable = { ...TOKENS, key: ["id", "name"] };
    const [row] = await rowsOf(
      encrypting([{ id: "1", name: "a,b", token: SECRET }]).readRows(table, { after: null }),
    );
    expect(await opened(row, "token", { field: "accessToken", legacyId: "1,a\\,b" })).toEqual({
      ok: true,
      text: SECRET,
    });
  });

  test("no key in the row -> nothing in place of the secret: the row is rejected, and kept", async () => {
    const source = encrypting([{ id: null, name: "Ada", token: SECRET }]);
    expect(await rowsOf(source.readKeyless(TOKENS))).toEqual([{ id: null, name: "Ada", token: null }]);
  });

  test("a joined column -> encrypted under its field", async () => {
    const table = tableOf("contacts", ["id"], ["settings.secret"], {
      target: "people",
      encrypted: [{ column: "settings.secret", field: "secret" }],
    });
    const [row] = await rowsOf(
      encrypting([{ id: "1", "settings.secret": SECRET }]).readRows(table, { after: null }),
    );
    expect(await opened(row, "settings.secret", { field: "secret", legacyId: "1" })).toEqual({
      ok: true,
      text: SECRET,
    });
  });

  test("an optional column that the source lacks -> absent as before", async () => {
    const table: PlanTable = { ...TOKENS, columns: TOKENS.columns.filter(({ name }) => name !== "token") };
    expect(await rowsOf(encrypting([{ id: "1", name: "Ada" }]).readRows(table, { after: null }))).toEqual([
      { id: "1", name: "Ada" },
    ]);
  });

  test.each([
    ["an unpaired surrogate", "a\ud800"],
    ["a number that JSON has rounded", 2 ** 53],
  ])("%s -> a mark that the mapping rejects, not another text", async (_title, token) => {
    const [row] = await rowsOf(
      encrypting([{ id: "1", name: "Ada", token }]).readRows(TOKENS, { after: null }),
    );
    expect(row?.token).toBe(UNSEALABLE);
  });

  test.each([
    ["a boolean", true, "true"],
    ["a whole number", 42, "42"],
    ["JSON", { a: [1] }, '{"a":[1]}'],
  ])("%s as JSON -> its JSON text", async (_title, token, text) => {
    const [row] = await rowsOf(
      encrypting([{ id: "1", name: "Ada", token }]).readRows(TOKENS, { after: null }),
    );
    expect(await opened(row, "token", { field: "accessToken", legacyId: "1" })).toEqual({ ok: true, text });
  });

  test("whatever the rows hold -> no secret in what is handed on, whichever way it is read", async () => {
    const id = fc.option(fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 4 }), { nil: null });
    const secret = fc.string({ unit: fc.constantFrom(..."ÄÖÜẞ€𝒳"), minLength: 4, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ id, name: fc.constant("n"), token: secret })), async (rows) => {
        const source = encrypting(rows);
        const read = [
          ...(await rowsOf(source.readRows(TOKENS, { after: null }))),
          ...(await rowsOf(source.readKeyless(TOKENS))),
          ...(await rowsOf(source.readMatching(TOKENS, ["name"], [["n"]]))),
        ];
        const sent = JSON.stringify(read);
        expect(read.length).toBe(rows.length * 2);
        expect(rows.filter(({ token }) => sent.includes(token))).toEqual([]);
      }),
    );
  });
});

describe("the key", () => {
  test.each([undefined, "too short"])(
    "%o + a table with an encrypted column -> SetupError before anything is read",
    async (key) => {
      const listed = listedSource({ contacts: [{ id: "1", name: "Ada", token: SECRET }] });
      const source = withEncryption(listed, key);
      const message = /MIGRATION_ENCRYPTION_KEY.*npx supabase-to-convex keygen/;
      await expect(source.describe(TOKENS)).rejects.toMatchObject({ name: "SetupError", message });
      await expect(rowsOf(source.readRows(TOKENS, { after: null }))).rejects.toMatchObject({
        name: "SetupError",
        message,
      });
      expect(listed.asked.filter((each) => each.startsWith("describe"))).toEqual([]);
    },
  );

  test("none + tables without encrypted columns -> read as they are", async () => {
    const table = tableOf("contacts", ["id"], ["name"]);
    const rows = [{ id: "1", name: "Ada" }];
    const source = withEncryption(listedSource({ contacts: rows }), undefined);
    expect(await rowsOf(source.readRows(table, { after: null }))).toEqual(rows);
  });
});
