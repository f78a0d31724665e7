import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";

const SQL = `
  INSERT INTO auth.users (id, aud, role, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
  SELECT ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated', 'authenticated',
    'user' || n || '@example.com', '2024-01-05 12:00:00.5+00', '{}', '{"name": "U"}',
    timestamptz '2024-01-01 00:00:00+00' + n * interval '1 day', '2024-02-01'
  FROM generate_series(1, 55) n;
  UPDATE auth.users SET email = NULL, phone = '15550000055', email_confirmed_at = NULL WHERE email = 'user55@example.com';
  INSERT INTO auth.identities (id, provider_id, user_id, identity_data, provider, created_at, updated_at) VALUES
    ('00000000-0000-4000-8000-0000000000aa', 'abc', '00000000-0000-4000-8000-000000000055', '{"sub": "abc"}', 'phone',
     '2024-03-01', '2024-03-01');
`;

let supabase: EmbeddedSupabase;
beforeAll(async () => {
  supabase = await startSupabase({ sql: SQL });
});
afterAll(() => supabase.stop());

const admin = () => createClient(supabase.url, supabase.serviceRoleKey).auth.admin;

test("the ordinary client lists users -> 50 at once, newest first, with their number and the next page", async () => {
  const { data, error } = await admin().listUsers();
  expect(error).toBeNull();
  expect(data).toMatchObject({ aud: "authenticated", total: 55, nextPage: 2, lastPage: 2 });
  expect(data.users.length).toBe(50);
  expect(data.users[0]).toEqual({
    id: "00000000-0000-4000-8000-000000000055",
    aud: "authenticated",
    role: "authenticated",
    email: "",
    phone: "15550000055",
    app_metadata: {},
    user_metadata: { name: "U" },
    identities: [
      {
        identity_id: "00000000-0000-4000-8000-0000000000aa",
        id: "abc",
        user_id: "00000000-0000-4000-8000-000000000055",
        identity_data: { sub: "abc" },
        provider: "phone",
        created_at: "2024-03-01T00:00:00Z",
        updated_at: "2024-03-01T00:00:00Z",
      },
    ],
    created_at: "2024-02-25T00:00:00Z",
    updated_at: "2024-02-01T00:00:00Z",
    is_anonymous: false,
  });
  expect(data.users[1]).toMatchObject({
    email: "user54@example.com",
    phone: "",
    email_confirmed_at: "2024-01-05T12:00:00.5Z",
    confirmed_at: "2024-01-05T12:00:00.5Z",
  });
});

test("the last page, and one after it -> the rest, and nobody", async () => {
  const last = await admin().listUsers({ page: 3, perPage: 20 });
  const after = await admin().listUsers({ page: 4, perPage: 20 });
  expect([last.data.users.length, after.data.users.length]).toEqual([15, 0]);
});

test("without the key as bearer -> refused", async () => {
  const answer = await fetch(`${supabase.url}/auth/v1/admin/users`, {
    headers: { apikey: supabase.serviceRoleKey },
  });
  expect([answer.status, await answer.json()]).toEqual([
    401,
    { code: 401, error_code: "no_authorization", msg: "This endpoint requires a valid Bearer token" },
  ]);
});

test("a page that is none -> 400", async () => {
  const { error } = await admin().listUsers({ page: -1 });
  expect(error?.status).toBe(400);
});

test("a project's own auth.users with few columns -> what they hold", async () => {
  const sql = `CREATE SCHEMA auth; CREATE TABLE auth.users (id uuid PRIMARY KEY, email text);
    INSERT INTO auth.users VALUES ('00000000-0000-4000-8000-000000000001', 'a@example.com');`;
  const own = await startSupabase({ sql });
  const { data } = await createClient(own.url, own.serviceRoleKey).auth.admin.listUsers();
  await own.stop();
  expect(data.users).toEqual([
    { id: "00000000-0000-4000-8000-000000000001", email: "a@example.com", identities: [] },
  ]);
});

test("the API's own schema auth -> not shown over REST", async () => {
  const { error } = await createClient(supabase.url, supabase.serviceRoleKey)
    .schema("auth")
    .from("users")
    .select();
  expect(error?.code).toBe("PGRST106");
});
