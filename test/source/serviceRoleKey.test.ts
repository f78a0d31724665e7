import { expect, test } from "vitest";
import { checkServiceRoleKey } from "../../src/source/serviceRoleKey.ts";

const jwt = (claims: unknown) =>
  ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "signature"].join(".");
const ADVICE =
  "Row level security would hide rows from it without any error. Use the secret or service_role key: " +
  "Supabase dashboard → Project Settings → API keys.";

test.each([
  ["a service_role token", jwt({ role: "service_role" }), undefined],
  ["a secret key", "sb_secret_abc", undefined],
  ["a token of no role", jwt({ sub: "x" }), undefined],
  ["something else", "a.b.c", undefined],
  [
    "an anon token",
    jwt({ role: "anon" }),
    `This is the key of the role "anon", not of service_role. ${ADVICE}`,
  ],
  [
    "a signed-in user's token",
    jwt({ role: "authenticated", name: "ééé" }),
    `This is the key of the role "authenticated", not of service_role. ${ADVICE}`,
  ],
  ["a publishable key", "sb_publishable_abc", `This is a publishable key (sb_publishable_…). ${ADVICE}`],
])("%s", (_title, key, expected) => {
  expect(checkServiceRoleKey(key)).toBe(expected);
});
