import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { postgresSource } from "../../src/source/postgres.ts";
import type { RawSource } from "../../src/source/source.ts";
import { LOCALHOST_CERTIFICATE } from "../postgres/certificate.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { type FrontDoor, type FrontDoorOptions, startFrontDoor } from "../postgres/frontDoor.ts";
import { allRows, planTable } from "./planTable.ts";

const PASSWORD = "s3cret-password";
const notes = planTable("notes", ["id"], ["id"]);

let database: TestDatabase;
let door: FrontDoor | undefined;
let source: RawSource | undefined;
beforeAll(async () => {
  database = await freshDatabase(
    "create table notes (id int primary key); insert into notes select generate_series(1, 5000)",
  );
});
afterEach(async () => {
  await source?.close();
  await door?.stop();
  door = undefined;
  source = undefined;
});
afterAll(() => database.stop());

/** The database behind a front door, with a password that must be in no message. */
async function behind(options: FrontDoorOptions, parameters = "", host = "localhost"): Promise<RawSource> {
  door = await startFrontDoor(database.url, options);
  const { pathname } = new URL(database.url);
  const url = `postgres://postgres:${PASSWORD}@${host}:${door.port}${pathname}${parameters}`;
  source = postgresSource({ url, minTimeoutMs: 1, retries: 3 });
  return source;
}

async function failure(work: Promise<unknown>): Promise<{ code: string; message: string; table?: string }> {
  try {
    await work;
  } catch (error) {
    const { code, message, table } = error as { code: string; message: string; table?: string };
    expect(String((error as Error).stack)).not.toContain(PASSWORD);
    return {
      code,
      message: message.replace(/localhost:\d+\/\w+|127\.0\.0\.1:\d+\/\w+/g, "HOST"),
      ...(table && { table }),
    };
  }
  throw new Error("It did not fail.");
}

describe("a connection that cannot be made", () => {
  test.each<[string, FrontDoorOptions, string, { code: string; message: string | RegExp }]>([
    [
      "a wrong password -> which user, and where the right one is",
      { refuse: { code: "28P01", message: `password authentication failed (${PASSWORD})` } },
      "",
      {
        code: "SOURCE_KEY_REFUSED",
        message:
          /^Postgres at HOST does not let the user postgres in with this password\. Copy the whole URL/,
      },
    ],
    [
      "a pooler that knows no such project -> the same",
      { refuse: { code: "XX000", message: "Tenant or user not found" } },
      "",
      { code: "SOURCE_KEY_REFUSED", message: /the pooler's user name is postgres\.<project>\.$/ },
    ],
    [
      "no such database -> that",
      { refuse: { code: "3D000", message: 'database "x" does not exist' } },
      "",
      {
        code: "SOURCE_FAILED",
        message: "Postgres at HOST: there is no such database. Correct DATABASE_URL.",
      },
    ],
    [
      "a server without TLS, which the URL wants -> not in clear instead",
      {},
      "?sslmode=require",
      { code: "SOURCE_FAILED", message: /^Postgres at HOST does not offer TLS, so the password would cross/ },
    ],
    [
      "a server that stays full -> unreachable, after some attempts",
      { refuse: { code: "53300", message: "sorry, too many clients already" } },
      "",
      {
        code: "SOURCE_UNREACHABLE",
        message: /^Postgres at HOST could not be reached \(53300\)\. Check DATABASE_URL/,
      },
    ],
    [
      "a certificate of an authority that nobody knows -> refused where it is to be verified",
      { tls: true },
      "?sslmode=verify-full&sslrootcert=system",
      {
        code: "SOURCE_FAILED",
        message: /^The certificate of Postgres at HOST does not hold \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
      },
    ],
    [
      "a file that is not there -> which",
      { tls: true },
      "?sslmode=verify-full&sslrootcert=/nowhere/ca.crt",
      {
        code: "SOURCE_FAILED",
        message: "The file that DATABASE_URL names as sslrootcert cannot be read (ENOENT).",
      },
    ],
  ])("%s", async (_title, options, parameters, expected) => {
    const failed = await failure((await behind(options, parameters)).describe(notes));
    expect(failed).toEqual({
      code: expected.code,
      message:
        typeof expected.message === "string" ? expected.message : expect.stringMatching(expected.message),
    });
  });

  test("nobody at the address -> unreachable", async () => {
    await behind({});
    await door?.stop();
    expect(await failure(source?.describe(notes) ?? Promise.resolve())).toEqual({
      code: "SOURCE_UNREACHABLE",
      message: expect.stringMatching(/^Postgres at HOST could not be reached \(ECONNREFUSED\)\./),
    });
  });

  test("a server that is starting -> tried again until it is up", async () => {
    const found = await (await behind({ busy: 2 })).describe(notes);
    expect([found, door?.connections]).toEqual([{ found: true, rows: 5000, columns: ["id"] }, 3]);
  });
});

describe("TLS", () => {
  const root = join(mkdtempSync(join(tmpdir(), "tls-")), "ca.crt");
  writeFileSync(root, LOCALHOST_CERTIFICATE);

  test.each([
    [
      "the right host and its authority, all verified",
      "localhost",
      `?sslmode=verify-full&sslrootcert=${root}`,
      1,
    ],
    [
      "another host and the right authority, verified without the host",
      "127.0.0.1",
      `?sslmode=verify-ca&sslrootcert=${root}`,
      1,
    ],
    ["an authority that nobody knows, encrypted alone", "127.0.0.1", "?sslmode=require", 1],
    ["this machine, nothing said", "127.0.0.1", "", 0],
  ])("%s -> connected", async (_title, host, parameters, encrypted) => {
    const found = await (await behind({ tls: true }, parameters, host)).describe(notes);
    expect([found.found, door?.encrypted]).toEqual([true, encrypted]);
    const clear = Buffer.concat((door?.sent ?? []).flat()).toString("latin1");
    expect(clear).toContain("begin transaction isolation level repeatable read, read only");
  });

  test("the right authority and another host -> refused", async () => {
    const work = (
      await behind({ tls: true }, `?sslmode=verify-full&sslrootcert=${root}`, "127.0.0.1")
    ).describe(notes);
    expect((await failure(work)).message).toMatch(/does not hold \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
  });
});

describe("a connection that is lost", () => {
  const LOST = {
    code: "SOURCE_UNREACHABLE",
    table: "notes",
    message: expect.stringMatching(
      /^The connection to Postgres at HOST was lost while reading notes( \(\w+\))?\. Nothing is lost with it: run again/,
    ),
  };

  test("in the middle of a table -> that read fails, and so do all that follow", async () => {
    const reading = await behind({});
    const pages = reading.readRows(notes, { after: null })[Symbol.asyncIterator]();
    await pages.next();
    door?.cut();
    const rest = async (): Promise<void> => {
      while (!(await pages.next()).done);
    };
    expect(await failure(rest())).toEqual(LOST);
    expect(await failure(reading.describe(notes))).toEqual(LOST);
    expect(await failure(allRows(reading, notes))).toEqual(LOST);
  });

  test("by the server's administrator -> the same", async ({ skip }) => {
    if (!database.realServer) skip("PGlite has no administrator.");
    const reading = await behind({});
    await reading.describe(notes);
    await database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'supabase-to-convex' and datname = current_database()",
    );
    expect(await failure(reading.describe(notes))).toEqual(LOST);
  });

  test("while nobody reads -> the next read tells of it, and closing is quiet", async () => {
    const reading = await behind({});
    await reading.snapshotAt();
    door?.cut();
    await new Promise((done) => setTimeout(done, 20));
    expect(await failure(reading.describe(notes))).toEqual(LOST);
    await reading.close();
    await reading.close();
  });
});

test("all that a source does -> no statement has a name, which a pooler could not keep", async () => {
  const reading = await behind({});
  await reading.describe(notes);
  await allRows(reading, notes, { after: "3", until: "9" });
  await reading.catalogue();
  const names = statementNames(Buffer.concat(door?.sent[0] ?? []));
  expect(names.length).toBeGreaterThan(5);
  expect(new Set(names)).toEqual(new Set([""]));
});

/** The names in the Parse messages of what a client sent; the first message has no letter before its length. */
function statementNames(sent: Buffer): string[] {
  const names: string[] = [];
  for (let at = sent.readInt32BE(0); at < sent.length; at += 1 + sent.readInt32BE(at + 1)) {
    if (sent[at] === "P".charCodeAt(0)) names.push(sent.toString("utf8", at + 5, sent.indexOf(0, at + 5)));
  }
  return names;
}
