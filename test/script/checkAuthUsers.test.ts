import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import { describePlan } from "../../src/script/preflight.ts";
import { withJoins } from "../../src/script/joinedSource.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import type { Source } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { planTable } from "../source/planTable.ts";
import { planOf, short } from "./checkedPlan.ts";
import { tablesInMemory } from "./tablesInMemory.ts";

/** A project of three users by e-mail, the second of whom was told to stay away. */
const SQL = `
INSERT INTO auth.users (
  instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, confirmation_sent_at,
  recovery_token, email_change_token_new, email_change, is_super_admin, raw_app_meta_data, raw_user_meta_data, created_at,
  phone_change, phone_change_token, email_change_token_current, email_change_confirm_status, reauthentication_token)
SELECT '00000000-0000-0000-0000-000000000000', md5(n::text)::uuid, 'authenticated', 'authenticated', n || '@example.com',
  'not-a-real-hash', '2024-01-01', 'not-a-real-token', '2024-01-01', '', '', '', false, '{}', '{}', '2024-01-01', '', '', '',
  0, '' FROM generate_series(1, 3) n;
INSERT INTO auth.identities (id, provider_id, user_id, identity_data, provider, created_at)
SELECT id, email, id, jsonb_build_object('email', email), 'email', created_at FROM auth.users;
`;
const BANNED =
  "UPDATE auth.users SET banned_until = '2030-01-01', is_anonymous = true WHERE email LIKE '2%';";
const OWN = ["email_confirmed_at", "aud", "role", "raw_app_meta_data", "raw_user_meta_data"];
const USERS: PlanTable = {
  ...planTable("users", ["id"], ["id", "email", "created_at"], "auth"),
  ignored: OWN,
};
const IDENTITIES = {
  ...planTable("identities", ["id"], ["id", "user_id", "provider", "provider_id"], "auth"),
  ignored: ["identity_data", "created_at"],
};
const PLAN = planOf([USERS, IDENTITIES]);

type Project = { postgres: Source; supabase: Source; stop: () => Promise<void> };

async function startProject(sql: string): Promise<Project> {
  const [database, embedded]: [TestDatabase, EmbeddedSupabase] = await Promise.all([
    freshDatabase(sql, { supabase: true }),
    startSupabase({ sql }),
  ]);
  const postgres = postgresSource({ url: database.url });
  const supabase = supabaseSource({ url: embedded.url, serviceRoleKey: embedded.serviceRoleKey });
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.close(), supabase.close()]);
    await Promise.all([database.stop(), embedded.stop()]);
  };
  return { postgres, supabase, stop };
}

let ordinary: Project;
let banned: Project;
beforeAll(async () => {
  [ordinary, banned] = await Promise.all([startProject(SQL), startProject(SQL + BANNED)]);
});
afterAll(() => Promise.all([ordinary.stop(), banned.stop()]));

const found = async (source: Source, plan = PLAN): Promise<string[]> =>
  (await describePlan({ source: withJoins(source) }, plan)).findings.map(short);

const FROM = ["postgres", "supabase"] as const;

test.each(FROM)(
  "a mapping that says nothing of secrets and unused columns + %s -> nothing is forgotten",
  async (from) => {
    expect(await found(ordinary[from])).toEqual([]);
  },
);

test.each(FROM)("columns in which someone has a value + %s -> forgotten", async (from) => {
  const less = { ...USERS, ignored: OWN.filter((name) => name !== "role") };
  expect(await found(banned[from], planOf([less, IDENTITIES]))).toEqual([
    "error COLUMN_FORGOTTEN auth.users role",
    "error COLUMN_FORGOTTEN auth.users banned_until",
    "error COLUMN_FORGOTTEN auth.users is_anonymous",
  ]);
});

test.each(FROM)("a field of a column that nobody uses + %s -> it is there", async (from) => {
  const more = planTable("users", ["id"], ["id", "email", "created_at", "deleted_at"], "auth");
  expect(await found(ordinary[from], planOf([{ ...more, ignored: OWN }, IDENTITIES]))).toEqual([]);
});

test("another table with a column of the same name -> forgotten", async () => {
  const profiles = planTable("profiles", ["id"], ["id"]);
  const source = tablesInMemory({ profiles: [{ id: "1", encrypted_password: "not-a-real-hash" }] });
  expect((await describePlan({ source }, planOf([profiles]))).findings.map(short)).toEqual([
    "error COLUMN_FORGOTTEN profiles encrypted_password",
  ]);
});
