import { afterEach, describe, expect, test } from "vitest";
import { SourceError } from "../../src/source/source.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { type Answer, type FaultyServer, faultyServer } from "../http/faultyServer.ts";
import { allRows, planTable } from "./planTable.ts";

const KEY = "sb_secret_do-not-print-me";
const NOTES = planTable("notes", ["id"], ["id", "body"]);
const ONE_ROW: Answer = { status: 206, body: [{ id: 1 }], headers: { "content-range": "0-0/1" } };
const DESCRIBED = { found: true, rows: 1, columns: ["id"] };

let server: FaultyServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function sourceAt(...answers: Answer[]) {
  server = await faultyServer(...answers);
  return supabaseSource({ url: server.url, serviceRoleKey: KEY, retries: 3, minTimeoutMs: 0 });
}

const failure = (work: Promise<unknown>): Promise<SourceError> =>
  work.then(
    () => expect.fail("expected an error"),
    (error: unknown) => {
      expect(error).toBeInstanceOf(SourceError);
      return error as SourceError;
    },
  );

describe("what may pass is asked again", () => {
  test.each<[string, Answer[], number]>([
    ["503 twice", [{ status: 503 }, { status: 503, headers: { "retry-after": "0" } }], 3],
    ["429", [{ status: 429 }], 2],
    ["408", [{ status: 408 }], 2],
    ["a gateway's page", [{ status: 502, body: "<html>" }], 2],
    ["a lost connection", [{ lost: true }], 2],
    ["a body that ends midway", [{ cutAfter: '[{"id":' }], 2],
  ])("%s, then an answer -> the answer", async (_title, faults, requests) => {
    const source = await sourceAt(...faults, ONE_ROW);
    expect(await source.describe(NOTES)).toEqual(DESCRIBED);
    expect(server?.received.map(({ method }) => method)).toEqual(Array(requests).fill("GET"));
  });

  test("all pages of a table, each after a fault -> every row once", async () => {
    const pages = [
      [
        { key0: "1", body: "a" },
        { key0: "2", body: "b" },
      ],
      [{ key0: "2", body: "b" }],
    ];
    const source = await sourceAt(
      { status: 500 },
      { status: 200, body: pages[0] },
      { cutAfter: '[{"key0":"2"' },
      { status: 200, body: pages[1] },
    );
    expect(await allRows(source, NOTES)).toEqual([
      { id: "1", body: "a" },
      { id: "2", body: "b" },
    ]);
  });
});

describe("what does not pass is said at once, with the next step", () => {
  test.each<[string, Answer, Pick<SourceError, "code"> & { message: RegExp }, number]>([
    [
      "a wrong key",
      { status: 401, body: { message: "Invalid API key", hint: "Double check" } },
      {
        code: "SOURCE_KEY_REFUSED",
        message: /does not take this key \(HTTP 401 for notes\).*SUPABASE_SERVICE_ROLE_KEY/,
      },
      1,
    ],
    [
      "a key without the right",
      { status: 403, body: { code: "42501", message: "permission denied for table notes" } },
      {
        code: "SOURCE_FORBIDDEN",
        message: /may not read notes \(42501\).*grant select on notes to service_role/,
      },
      1,
    ],
    [
      "a schema that is not exposed",
      { status: 406, body: { code: "PGRST106", message: "Invalid schema: private" } },
      { code: "SOURCE_FORBIDDEN", message: /does not expose the schema of notes.*Exposed schemas/ },
      1,
    ],
    [
      "a column that is not there",
      { status: 400, body: { code: "42703", message: "column notes.body does not exist" } },
      {
        code: "SOURCE_FAILED",
        message: /^notes: column notes.body does not exist\. Correct the column's name/,
      },
      1,
    ],
    [
      "a count that takes too long, also when repeated twice",
      { status: 500, body: { code: "57014", message: "canceling statement due to statement timeout" } },
      { code: "SOURCE_FAILED", message: /\(57014\).*alter role service_role set statement_timeout/ },
      3,
    ],
    [
      "not implemented",
      { status: 501 },
      { code: "SOURCE_FAILED", message: /not answer as Supabase does \(HTTP 501/ },
      1,
    ],
    [
      "an answer that quotes a row",
      { status: 400, body: { code: "22P02", message: 'invalid input syntax for type uuid: "private"' } },
      { code: "SOURCE_FAILED", message: /^Supabase could not read notes \(error 22P02, HTTP 400\)/ },
      1,
    ],
    [
      "a 404 without a body, which supabase-js takes for a success",
      { status: 404 },
      { code: "SOURCE_FAILED", message: /did not answer as Supabase does/ },
      1,
    ],
    [
      "another site's page",
      { status: 200, body: "<html>private</html>" },
      { code: "SOURCE_FAILED", message: /did not answer as Supabase does \(HTTP 200 for notes\)/ },
      1,
    ],
    [
      "rows without the count that was asked for",
      { status: 200, body: [{ id: 1 }] },
      { code: "SOURCE_FAILED", message: /did not answer as Supabase does/ },
      1,
    ],
    [
      "503 for ever",
      { status: 503 },
      { code: "SOURCE_UNREACHABLE", message: /kept answering HTTP 503 for notes/ },
      4,
    ],
  ])("%s", async (_title, answer, expected, requests) => {
    const source = await sourceAt(answer);
    const error = await failure(source.describe(NOTES));
    expect({ code: error.code, table: error.table }).toEqual({ code: expected.code, table: "notes" });
    expect(error.message).toMatch(expected.message);
    expect(server?.received.length).toBe(requests);
    expect(`${error.message} ${error.stack} ${error.cause}`).not.toMatch(/private|do-not-print-me/);
  });

  test("nothing listens -> SOURCE_UNREACHABLE, naming host and reason", async () => {
    const source = await sourceAt(ONE_ROW);
    const host = server?.host ?? "";
    await server?.stop();
    const error = await failure(source.describe(NOTES));
    expect(error.code).toBe("SOURCE_UNREACHABLE");
    expect(error.message).toContain(`Supabase at ${host} could not be reached while reading notes`);
    expect(error.message).toContain(`connect ECONNREFUSED ${host}`);
  });
});

test.each([
  ["PGRST205", 404],
  ["42P01", 404],
])("a table that does not exist (%s) -> not found", async (code, status) => {
  const source = await sourceAt({ status, body: { code, message: "Could not find the table" } });
  expect(await source.describe(NOTES)).toEqual({ found: false });
});

test("a table that disappears between description and reading -> an error, not the end", async () => {
  const source = await sourceAt({
    status: 404,
    body: { code: "PGRST205", message: "Could not find the table" },
  });
  expect(await failure(allRows(source, NOTES))).toMatchObject({ code: "SOURCE_FAILED", table: "notes" });
});

test("a 404 without a body while reading -> an error, not the end", async () => {
  const source = await sourceAt({ status: 404 });
  expect(await failure(allRows(source, NOTES))).toMatchObject({ code: "SOURCE_FAILED", table: "notes" });
});

test("a table of another schema -> asked for by its profile, with the key in the headers alone", async () => {
  const source = await sourceAt(ONE_ROW);
  await source.describe(planTable("notes", ["id"], ["id"], "private"));
  expect(server?.received[0]).toMatchObject({
    url: "/rest/v1/notes?select=*&limit=1",
    headers: { "accept-profile": "private", apikey: KEY, prefer: "count=exact" },
  });
});
