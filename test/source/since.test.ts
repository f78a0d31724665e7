import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import { earlier } from "../../src/shared/watermark.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { RawSource, Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { freshDatabase } from "../postgres/database.ts";
import { definitionOf, listed, manifestOf, sourceOf, tableOf } from "./jsonlFolderOf.ts";
import { allPages, allRows, planTable } from "./planTable.ts";

const SQL = `
  create domain public.moment as timestamptz;
  create table public.odd (id int primary key, written text, hour time, share float8, whole numeric, flag boolean,
    at moment, "select" timestamptz);
  insert into public.odd values
    (1, '2024-01-31 12:00:00+00', '12:00', 0.5, 12, true, '2024-01-31 12:00:00.000001+00', '2024-01-31 12:00:00+00'),
    (2, '2024-02-31 12:00:00+00', '13:00', 1.5, 13, false, '2024-01-31 12:00:00.000002+00', '2024-02-01 12:00:00+00');
`;
const odd = planTable("odd", ["id"], ["id"]);

/** The ids of the rows since the latest value of a column. */
async function sinceLatest(source: Source, column: string): Promise<unknown[]> {
  const value = await source.latest(odd, column);
  if (value === null) throw new Error(`${column} has no latest value`);
  return (await allRows(source, { ...odd, since: { column, value } })).map(({ id }) => id);
}

describe("Postgres", () => {
  let source: RawSource;
  let stop = async (): Promise<void> => {};
  beforeAll(async () => {
    const database = await freshDatabase(SQL);
    stop = database.stop;
    source = postgresSource({ url: database.url });
  });
  afterAll(async () => {
    await source.close();
    await stop();
  });

  test.each(["written", "hour", "share", "whole", "flag"])(
    "a column of neither times nor whole numbers: %s -> an error that says what to do",
    async (column) => {
      const expected = expect.objectContaining({
        code: "SOURCE_FAILED",
        message: expect.stringMatching(new RegExp(`^odd\\.${column} is .*"updatedAt" in the mapping`)),
      });
      await expect(source.latest(odd, column)).rejects.toThrow(expected);
      const since = { column, value: "1" };
      await expect(allRows(source, { ...odd, since })).rejects.toThrow(expected);
      expect(await allRows(source, odd)).toHaveLength(2);
    },
  );

  test.each(["at", "select"])(
    "a domain over a time, a column named as a word of SQL: %s -> read since then",
    async (column) => {
      expect(await sinceLatest(source, column)).toEqual(["2"]);
    },
  );

  test("the first moment that Postgres knows -> all rows", async () => {
    const value = earlier("4714-11-24 00:00:00+00 BC", 300);
    expect(await allRows(source, { ...odd, since: { column: "at", value } })).toHaveLength(2);
  });
});

describe("Supabase", () => {
  let supabase: EmbeddedSupabase;
  let source: RawSource;
  let url = "";
  beforeAll(async () => {
    supabase = await startSupabase({ sql: SQL });
    await supabase.db.exec("set timezone = 'Asia/Kolkata'; set datestyle = 'German'");
    source = supabaseSource({
      ...{ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey },
      fetch: (input, init) => {
        url = String(input);
        return fetch(input, init);
      },
    });
  });
  afterAll(async () => {
    await source.close();
    await supabase.stop();
  });

  test.each(["written", "hour", "share", "flag"])(
    "a column of neither times nor whole numbers: %s -> an error that says what to do",
    async (column) => {
      await expect(source.latest(odd, column)).rejects.toThrow(
        expect.objectContaining({
          code: "SOURCE_FAILED",
          message: expect.stringMatching(
            new RegExp(`^odd\\.${column} holds neither .*"updatedAt" in the mapping`),
          ),
        }),
      );
    },
  );

  test.each(["at", "select"])(
    "times that the server writes in its own zone and style: %s -> read since then",
    async (column) => {
      expect(await sinceLatest(source, column)).toEqual(["2"]);
      expect(new URL(url).searchParams.getAll("or").join()).toContain(".is.null");
    },
  );

  test("a key range since a time -> both are asked of the server", async () => {
    const since = { column: "at", value: "2024-01-31 12:00:00.000002+00" };
    expect(await allRows(source, { ...odd, since }, { after: "1" })).toEqual([{ id: "2" }]);
    expect(await allRows(source, { ...odd, since }, { after: "2" })).toEqual([]);
    expect(
      await source.describe({ ...odd, since: { column: "at", value: "2030-01-01 00:00:00+00" } }),
    ).toMatchObject({
      ...{ found: true, rows: 0 },
      columns: expect.arrayContaining(["id", "written"]),
    });
  });

  test("users of the auth admin API -> those since a time, NULL among them", async () => {
    await supabase.db.exec(`
      insert into auth.users (id, aud, role, email, created_at, updated_at, last_sign_in_at) values
        ('00000000-0000-4000-8000-000000000001', 'authenticated', 'authenticated', 'a@example.com', now(), '2024-01-01 00:00:00.000001+00', null),
        ('00000000-0000-4000-8000-000000000002', 'authenticated', 'authenticated', 'b@example.com', now(), '2024-01-01 00:00:00.000002+00', '2024-02-01'),
        ('00000000-0000-4000-8000-000000000003', 'authenticated', 'authenticated', 'c@example.com', now(), '9999-01-01', '2024-01-01')`);
    const users = planTable("users", ["id"], ["email"], "auth");
    const emails = async (column: string, value: string): Promise<unknown[]> => {
      const table = { ...users, since: { column, value } };
      const rows = await allRows(source, table);
      expect(await source.describe(table)).toMatchObject({ found: true, rows: rows.length });
      const tuples = rows.map(({ email }) => [String(email)]);
      const all = [...tuples, ["a@example.com"], ["c@example.com"]];
      expect((await allPages(source.readMatching(table, ["email"], all))).flat()).toHaveLength(rows.length);
      return rows.map(({ email }) => email);
    };
    const latest = await source.latest(users, "updated_at");
    expect(await emails("updated_at", latest ?? "")).toEqual(["b@example.com", "c@example.com"]);
    expect(await emails("updated_at", earlier(latest ?? "", 0.000001))).toHaveLength(3);
    expect(await emails("last_sign_in_at", "2024-01-15 00:00:00+00")).toEqual([
      "a@example.com",
      "b@example.com",
    ]);
    await expect(source.latest(users, "encrypted_password")).rejects.toThrow("auth.users.encrypted_password");
  });
});

describe("a folder", () => {
  const row = (id: number, at: unknown): string => `${JSON.stringify({ id, at })}\n`;

  test("an export -> what lay ahead when it was made is not the latest", async () => {
    const content = row(1, "2026-01-02T03:04:05+00:00") + row(2, "2026-01-02T03:04:06+00:00");
    const source = sourceOf({
      "items.jsonl": content,
      // Exported at 03:04:05.
      ...manifestOf([listed("items.jsonl", content, definitionOf("items", ["id", "at"]))]),
    });
    expect(await source.latest(tableOf("items", ["id"], ["id"]), "at")).toBe("2026-01-02T03:04:05+00:00");
  });

  test("values of which nobody has said what they are -> those with a place are compared, all others read", async () => {
    const values = [
      "2024-01-31T12:00:00Z",
      "2024-01-31 12:00:01+00",
      "soon",
      7,
      null,
      { at: 1 },
      "2023-01-01",
    ];
    const source = sourceOf({ "items.jsonl": values.map((at, id) => row(id, at)).join("") });
    const items = tableOf("items", ["id"], ["id"]);
    const latest = await source.latest(items, "at");
    expect(latest).toBe("2024-01-31 12:00:01+00");
    const rows = await allRows(source, { ...items, since: { column: "at", value: latest ?? "" } });
    expect(rows.map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
  });
});
