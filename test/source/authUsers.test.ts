import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { readUsers } from "../../src/source/authUsers.ts";
import { SourceError } from "../../src/source/source.ts";
import { supabaseApi } from "../../src/source/supabaseApi.ts";
import { type Answer, type FaultyServer, faultyServer } from "../http/faultyServer.ts";
import { type Event, UserServer } from "./userServer.ts";

let server: FaultyServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function idsOf(users: AsyncIterable<string>): Promise<string[]> {
  const ids: string[] = [];
  for await (const user of users) ids.push((JSON.parse(user) as { id: string }).id);
  return ids;
}

async function readFrom(...answers: Answer[]): Promise<string[]> {
  server = await faultyServer(...answers);
  const users: string[] = [];
  const api = supabaseApi(server.url, "sb_secret_do-not-print-me", fetch, { retries: 2, minTimeoutMs: 0 });
  for await (const user of readUsers(api)) users.push(user);
  return users;
}

test("users come and go between any two pages -> those who stayed are read once each, or it is said that some may lack", async () => {
  const event: fc.Arbitrary<Event> = fc.oneof(
    { weight: 3, arbitrary: fc.constant<Event>({ kind: "nothing" }) },
    fc.constant<Event>({ kind: "signUp" }),
    fc.record({ kind: fc.constant("delete" as const), at: fc.nat(30) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.nat(20),
      fc.integer({ min: 1, max: 6 }),
      fc.array(event, { maxLength: 20 }),
      async (count, perPage, events) => {
        const changing = new UserServer(count, perPage, events);
        const before = [...changing.users];
        const outcome = await idsOf(readUsers(changing.api())).catch((error: unknown) => error);
        const stayed = before.filter((id) => changing.users.includes(id));
        const ids = outcome instanceof SourceError ? stayed : (outcome as string[]);
        expect(stayed.filter((id) => !ids.includes(id))).toEqual([]);
        expect(new Set(ids).size).toBe(ids.length);
      },
    ),
    { numRuns: 1000 },
  );
});

test("users who only sign up meanwhile -> all that were there, in one reading", async () => {
  const signUps = Array.from({ length: 4 }, (): Event => ({ kind: "signUp" }));
  const growing = new UserServer(5, 2, [{ kind: "nothing" }, ...signUps]);
  const ids = await idsOf(readUsers(growing.api()));
  expect(ids.filter((id) => id.startsWith("old")).sort()).toEqual([
    "old-0",
    "old-1",
    "old-2",
    "old-3",
    "old-4",
  ]);
});

test("a user deleted between two pages -> read again, the one who moved up is found", async () => {
  const shrinking = new UserServer(4, 2, [{ kind: "nothing" }, { kind: "delete", at: 3 }]);
  expect(await idsOf(readUsers(shrinking.api()))).toEqual(["old-3", "old-2", "old-0", "old-1"]);
  expect(shrinking.requests.length).toBe(4);
});

test("users deleted in every reading -> an error with the number and the way out", async () => {
  const deletions = Array.from({ length: 55 }, (): Event => ({ kind: "delete", at: 99 }));
  const failing = idsOf(readUsers(new UserServer(60, 4, deletions).api()));
  await expect(failing).rejects.toMatchObject({
    code: "SOURCE_FAILED",
    message: expect.stringMatching(
      /^auth\.users: \d+ of \d+ users were found after 4 readings.*DATABASE_URL/,
    ),
  });
});

test("250 users, 100 to a page whatever is asked for -> three requests", async () => {
  const capped = new UserServer(250, 100);
  expect((await idsOf(readUsers(capped.api()))).length).toBe(250);
  expect(capped.requests).toEqual([1, 2, 3].map((page) => `/auth/v1/admin/users?page=${page}&per_page=1000`));
});

test("a server that does not tell how many users it has -> read until a page is empty", async () => {
  const silent = new UserServer(5, 2);
  silent.tellsTotal = false;
  expect((await idsOf(readUsers(silent.api()))).length).toBe(5);
  expect(silent.requests.length).toBe(4);
});

test("no users -> none", async () => {
  expect(await idsOf(readUsers(new UserServer(0, 50).api()))).toEqual([]);
});

test("numbers in metadata -> as they stand in the answer, after a fault", async () => {
  const user = '{"id":"a","user_metadata":{"big":9007199254740993.10}}';
  const whole = {
    status: 200,
    body: `{"users":[${user}],"aud":"authenticated"}`,
    headers: { "x-total-count": "1" },
  };
  expect(await readFrom({ status: 503 }, { cutAfter: '{"users":[{"id":' }, whole)).toEqual([user]);
});

test.each<[string, Answer, string, RegExp]>([
  [
    "a key without the right",
    { status: 401, body: { code: 401, error_code: "no_authorization", msg: "do-not-print-me" } },
    "SOURCE_KEY_REFUSED",
    /does not take this key \(HTTP 401 for auth\.users\).*SUPABASE_SERVICE_ROLE_KEY/,
  ],
  [
    "a server without the API",
    { status: 404, body: "404 page not found" },
    "SOURCE_FAILED",
    /HTTP 404 for auth\.users.*with DATABASE_URL/,
  ],
  [
    "a database that the auth server cannot read",
    {
      status: 500,
      body: { code: 500, error_code: "unexpected_failure", msg: "Database error finding users" },
    },
    "SOURCE_UNREACHABLE",
    /kept answering HTTP 500 for auth\.users.*with DATABASE_URL/,
  ],
  [
    "another site's page",
    { status: 200, body: "<html>" },
    "SOURCE_FAILED",
    /did not answer as Supabase does/,
  ],
])("%s -> said, with the next step", async (_title, answer, code, message) => {
  const error = await readFrom(answer).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code, table: "auth.users", message: expect.stringMatching(message) });
  expect(String((error as Error).stack)).not.toContain("do-not-print-me");
});
