import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import type { RawSource } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { allPages, allRows, planTable } from "./planTable.ts";

/** 2,600 users: three pages of the API. The last one signed up by phone; the first two have identities. */
const SQL = `
  INSERT INTO auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, created_at)
  SELECT md5(n::text)::uuid, 'authenticated', 'authenticated', CASE WHEN n < 2600 THEN 'user' || n || '@example.com' END,
    'not-a-real-hash', CASE WHEN n % 2 = 0 THEN timestamptz '2024-01-01 00:00:00.000001+00' END, '{"provider": "email"}',
    '{"big": 9007199254740993.10}', timestamptz '2024-01-01 00:00:00+00' + n * interval '1 hour'
  FROM generate_series(1, 2600) n;
  UPDATE auth.users SET phone = '15550002600' WHERE email IS NULL;
  INSERT INTO auth.identities (id, provider_id, user_id, identity_data, provider, created_at) VALUES
    ('00000000-0000-4000-8000-000000000001', 'abc', md5('1')::uuid, '{"email": "User1@Example.com"}', 'email', '2024-01-01'),
    ('00000000-0000-4000-8000-000000000002', 'def', md5('1')::uuid, '{}', 'google', '2024-01-02'),
    ('00000000-0000-4000-8000-000000000003', 'ghi', md5('2')::uuid, '{}', 'sso:1', '2024-01-03');
`;

let supabase: EmbeddedSupabase;
let source: RawSource;
let userRequests = 0;
let user1: string;
let user2: string;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL });
  source = supabaseSource({
    url: supabase.url,
    serviceRoleKey: supabase.serviceRoleKey,
    fetch: (input, init) => {
      if (String(input).includes("/auth/v1/admin/users")) userRequests += 1;
      return fetch(input, init);
    },
  });
  const { rows } = await supabase.db.query<{ id: string }>(
    "SELECT md5(n)::uuid AS id FROM unnest('{1,2}'::text[]) n",
  );
  [user1 = "", user2 = ""] = rows.map(({ id }) => id);
});
afterAll(async () => {
  await source.close();
  await supabase.stop();
});

const users = (columns: string[], more: Partial<PlanTable> = {}) => ({
  ...planTable("users", ["id"], columns, "auth"),
  ...more,
});

describe("auth.users", () => {
  test("described -> all users, and the columns in which anyone has a value", async () => {
    expect(await source.describe(users(["id", "banned_until"]))).toEqual({
      found: true,
      rows: 2600,
      columns: [
        "id",
        "aud",
        "role",
        "email",
        "email_confirmed_at",
        "raw_app_meta_data",
        "raw_user_meta_data",
        "created_at",
        "phone",
        "confirmed_at",
        "banned_until",
        "is_sso_user",
      ],
    });
  });

  test("read -> every user once, in the order of the key, between two keys too", async () => {
    const { rows } = await supabase.db.query<{ id: string }>("SELECT id FROM auth.users ORDER BY id::text");
    const ids = rows.map(({ id }) => id);
    expect((await allRows(source, users(["id"]))).map(({ id }) => id)).toEqual(ids);
    const range = { after: ids[99] ?? "", until: ids[2000] ?? "" };
    expect((await allRows(source, users(["id"]), range)).map(({ id }) => id)).toEqual(ids.slice(100, 2001));
  });

  test("any number of questions -> the API is read once", async () => {
    await source.describe(users(["id"]));
    await allRows(source, planTable("identities", ["id"], ["id"], "auth"));
    expect(userRequests).toBe(3);
  });

  test("values as text, as JSON text and as JSON -> digits kept, an empty text is NULL", async () => {
    const columns = (["text", "json", null] as const).map((cast) => ({
      cast,
      optional: false,
      readAs: [],
      requiredBy: [],
      literals: null,
    }));
    const [asText, asJson, plain] = columns;
    const table = users([], {
      columns: [
        { name: "email", ...asText },
        { name: "phone", ...asText },
        { name: "email_confirmed_at", ...plain },
        { name: "raw_user_meta_data", ...asJson },
        { name: "raw_app_meta_data", ...plain },
        { name: "is_sso_user", ...plain },
        { name: "is_anonymous", ...asText },
        { name: "last_sign_in_at", ...asJson },
      ] as PlanTable["columns"],
    });
    const [row] = (await allPages(source.readMatching(table, ["id"], [[user2]]))).flat();
    expect(row).toEqual({
      email: "user2@example.com",
      phone: null,
      email_confirmed_at: "2024-01-01T00:00:00.000001Z",
      raw_user_meta_data: '{"big": 9007199254740993.10}',
      raw_app_meta_data: { provider: "email" },
      is_sso_user: true,
      is_anonymous: "false",
      last_sign_in_at: null,
    });
  });

  test("where -> only those users, counted and read", async () => {
    const where = [{ column: "email", in: ["user7@example.com", "user9@example.com", "nobody"] }];
    expect(await source.describe(users(["id"], { where }))).toMatchObject({ rows: 2 });
    expect(await allRows(source, users(["email"], { where, key: ["email"] }))).toEqual([
      { email: "user7@example.com" },
      { email: "user9@example.com" },
    ]);
  });

  test("a key that a user lacks -> apart", async () => {
    const table = users(["phone"], { key: ["email"] });
    expect(await allPages(source.readKeyless(table))).toEqual([[{ phone: "15550002600" }]]);
  });

  test("identities of a user, where the mapping asks for them -> as the API lists them", async () => {
    const identities = {
      name: "identities",
      cast: null,
      optional: false,
      readAs: [],
      requiredBy: [],
      literals: null,
    };
    const table = users([], { columns: [identities] });
    expect(await source.describe(table)).toMatchObject({ columns: expect.arrayContaining(["identities"]) });
    const [row] = (await allPages(source.readMatching(table, ["id"], [[user2]]))).flat();
    expect(row?.identities).toEqual([
      {
        ...{
          id: "ghi",
          identity_id: "00000000-0000-4000-8000-000000000003",
          user_id: user2,
          provider: "sso:1",
        },
        ...{ identity_data: {}, created_at: "2024-01-03T00:00:00Z" },
      },
    ]);
  });

  test("a password hash -> refused, with the way to it", async () => {
    await expect(source.describe(users(["id", "encrypted_password"]))).rejects.toThrow(
      "auth.users.encrypted_password: the source has no such column. Users are read through the auth admin API, which " +
        "shows neither passwords nor tokens. Set DATABASE_URL",
    );
  });

  test("whole rows -> the columns of the catalogue", async () => {
    const pages: string[][] = [];
    for await (const page of source.rawRows({ schema: "auth", table: "users" })) pages.push(page);
    const { tables } = await source.catalogue();
    const columns = tables.find(({ schema, table }) => schema === "auth" && table === "users")?.columns;
    expect(pages.flat().length).toBe(2600);
    expect(Object.keys(JSON.parse(pages[0]?.[0] ?? ""))).toEqual(columns?.map(({ name }) => name));
    expect(pages.flat().join("")).not.toContain("not-a-real-hash");
  });
});

test("auth.identities -> a row for each, under the names of Postgres", async () => {
  const table = planTable(
    "identities",
    ["id"],
    ["id", "provider_id", "user_id", "provider", "email"],
    "auth",
  );
  expect(await allRows(source, table)).toEqual([
    {
      ...{ id: "00000000-0000-4000-8000-000000000001", provider_id: "abc", user_id: user1 },
      ...{ provider: "email", email: "user1@example.com" },
    },
    {
      ...{ id: "00000000-0000-4000-8000-000000000002", provider_id: "def", user_id: user1 },
      ...{ provider: "google", email: null },
    },
    {
      ...{ id: "00000000-0000-4000-8000-000000000003", provider_id: "ghi", user_id: user2 },
      ...{ provider: "sso:1", email: null },
    },
  ]);
});

test("a source that failed once -> the next question reads again", async () => {
  let failing = true;
  const flaky = supabaseSource({
    url: supabase.url,
    serviceRoleKey: supabase.serviceRoleKey,
    retries: 0,
    fetch: (input, init) =>
      failing ? Promise.resolve(new Response("", { status: 503 })) : fetch(input, init),
  });
  await expect(flaky.describe(users(["id"]))).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
  failing = false;
  expect(await flaky.describe(users(["id"]))).toMatchObject({ rows: 2600 });
  await flaky.close();
});

test("users of one moment, whom the API shows in no settled order -> every one", async () => {
  await supabase.db.exec("UPDATE auth.users SET created_at = '2024-01-01' WHERE id::text < '8'");
  const again = supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey });
  const ids = (await allRows(again, users(["id"]))).map(({ id }) => id);
  await again.close();
  expect(new Set(ids).size).toBe(2600);
});
