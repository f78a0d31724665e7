import { describe, expect, test } from "vitest";
import { ConfigError, type ConfigInput, sourceConfig } from "../../src/cli/config.ts";

const SERVICE_KEY = "sb_secret_service";
const SUPABASE = { SUPABASE_URL: "https://abcd.supabase.co", SUPABASE_SERVICE_ROLE_KEY: SERVICE_KEY };
const LOCAL = "postgres://me:p%40ss-word@127.0.0.1:5432/app";
const SUPABASE_SOURCE = { kind: "supabase", url: "https://abcd.supabase.co", serviceRoleKey: SERVICE_KEY };
const LOCAL_SOURCE = { kind: "postgres", url: LOCAL };

const input = (env: ConfigInput["env"], flags: ConfigInput["flags"] = {}): ConfigInput => ({
  flags,
  env,
  readFile: () => undefined,
});

const problems = (given: ConfigInput): string[] => {
  try {
    sourceConfig(given);
  } catch (error) {
    if (error instanceof ConfigError && error.code === "CONFIG") return error.problems;
    throw error;
  }
  return [];
};

describe("which source", () => {
  const NOT_USED =
    "DATABASE_URL (the environment) is not used: --source postgres reads there, all tables as of one moment.";
  const BOTH = { ...SUPABASE, DATABASE_URL: LOCAL };

  test.each<[string, ConfigInput, object, string[]]>([
    ["Supabase alone -> that", input(SUPABASE), SUPABASE_SOURCE, []],
    ["DATABASE_URL alone -> that", input({ DATABASE_URL: LOCAL }), LOCAL_SOURCE, []],
    ["both -> Supabase, and a notice of the other", input(BOTH), SUPABASE_SOURCE, [NOT_USED]],
    ["both and --source postgres -> the database", input(BOTH, { source: "postgres" }), LOCAL_SOURCE, []],
    ["both and --source supabase -> Supabase", input(BOTH, { source: "supabase" }), SUPABASE_SOURCE, []],
    [
      "Supabase and --database-url -> the database",
      input(SUPABASE, { databaseUrl: LOCAL }),
      LOCAL_SOURCE,
      [],
    ],
    [
      "DATABASE_URL and the flags of Supabase -> Supabase",
      input(
        { DATABASE_URL: LOCAL },
        { supabaseUrl: SUPABASE_SOURCE.url, supabaseKey: SERVICE_KEY, source: "supabase" },
      ),
      SUPABASE_SOURCE,
      [],
    ],
    [
      "DATABASE_URL and the browser's half of Supabase -> the database",
      input({ DATABASE_URL: LOCAL, NEXT_PUBLIC_SUPABASE_URL: SUPABASE_SOURCE.url }),
      LOCAL_SOURCE,
      [],
    ],
    [
      "both and --from -> the folder",
      input(BOTH, { from: "dump" }),
      { kind: "jsonl", directory: "dump" },
      [],
    ],
  ])("%s", (_title, given, source, notices) => {
    const config = sourceConfig(given);
    expect({ source: config.source, notices: config.notices }).toEqual({ source, notices });
  });

  test.each<[string, ConfigInput, string[]]>([
    [
      "two sources by their flags -> refused",
      input(SUPABASE, { from: "dump", databaseUrl: LOCAL }),
      ["--database-url and --from name different sources: give one of them."],
    ],
    [
      "--source and another source's flag -> refused",
      input(SUPABASE, { source: "supabase", from: "dump" }),
      ["--source supabase and --from name different sources: give one of them."],
    ],
    [
      "--source jsonl without a folder -> the folder is missing",
      input(SUPABASE, { source: "jsonl" }),
      ['--from is missing: it names the folder that "export" wrote.'],
    ],
    [
      "--source postgres without a database -> DATABASE_URL is missing",
      input(SUPABASE, { source: "postgres" }),
      [
        "DATABASE_URL is missing: not in --database-url, the environment, .env.local or .env. " +
          "Find it in Supabase dashboard → Connect → Session pooler.",
      ],
    ],
    [
      "a database URL that is none -> the reason, without the URL",
      input({ DATABASE_URL: "postgres://me:secret#1@db.example/app" }),
      [
        "DATABASE_URL (the environment) is not a URL such as postgres://user:password@host:5432/postgres. In user name and password, characters other than letters, digits " +
          "and -._~ are percent-encoded: @ is %40, # is %23, / is %2F.",
      ],
    ],
  ])("%s", (_title, given, expected) => {
    expect(problems(given)).toEqual(expected);
  });

  test("a database on another machine without a word on TLS -> encrypted, and a notice how to verify", () => {
    const [notice, ...others] = sourceConfig(input({ DATABASE_URL: "postgres://me@db.example/app" })).notices;
    expect(others).toEqual([]);
    expect(notice).toMatch(/is encrypted, but nothing proves .* add sslmode=verify-full&sslrootcert=<file>/);
  });

  test("the flag of a database -> its password is a secret as well", () => {
    const { secrets } = sourceConfig(input({}, { databaseUrl: `${LOCAL}?password=another-one` }));
    expect(secrets).toEqual([`${LOCAL}?password=another-one`, "p%40ss-word", "p@ss-word", "another-one"]);
  });
});

describe("which Supabase project", () => {
  test.each([
    ["not a URL", "abcd.supabase.co", "is not a URL such as https://example.com"],
    ["another protocol", "postgres://db.example", "is not a URL such as https://example.com"],
    [
      "http",
      "http://abcd.supabase.co",
      "must begin with https://, or the key would cross the network in clear",
    ],
    [
      "http to a name that only looks local",
      "http://localhost.example.com",
      "must begin with https://, or the key would cross the network in clear",
    ],
    ["a query", "https://abcd.supabase.co?x=1", "must not have a user name, a ? or a #"],
    ["a user name", "https://me:secret@abcd.supabase.co", "must not have a user name, a ? or a #"],
  ])("a Supabase URL: %s -> refused", (_title, url, reason) => {
    const env = { ...SUPABASE, SUPABASE_URL: url };
    expect(problems(input(env))).toEqual([`SUPABASE_URL (the environment) ${reason}.`]);
  });

  test.each([
    "http://127.0.0.1:54321",
    "http://localhost:54321",
    "http://[::1]:54321",
    "http://api.localhost",
  ])("a Supabase on this machine at %s -> taken", (url) => {
    const env = { ...SUPABASE, SUPABASE_URL: url };
    expect(sourceConfig(input(env)).source).toEqual({ ...SUPABASE_SOURCE, url });
  });

  test("a publishable key -> refused without being shown", () => {
    const env = { ...SUPABASE, SUPABASE_SERVICE_ROLE_KEY: "sb_publishable_xyz" };
    expect(problems(input(env))).toEqual([
      "SUPABASE_SERVICE_ROLE_KEY (the environment): This is a publishable key (sb_publishable_…). " +
        "Row level security would hide rows from it without any error. Use the secret or service_role key: " +
        "Supabase dashboard → Project Settings → API keys.",
    ]);
  });
});
