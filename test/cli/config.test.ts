import { describe, expect, test } from "vitest";
import { ConfigError, type ConfigInput, migrationConfig, targetConfig } from "../../src/cli/config.ts";

const PROD_KEY = "prod:happy-animal-123|prod-secret";
const SERVICE_KEY = "sb_secret_service";
const SUPABASE = { SUPABASE_URL: "https://abcd.supabase.co", SUPABASE_SERVICE_ROLE_KEY: SERVICE_KEY };

/** Reads the given files and no others; flags and environment are empty unless given. */
const input = (
  env: ConfigInput["env"],
  files: Record<string, string> = {},
  flags: ConfigInput["flags"] = {},
): ConfigInput => ({ flags, env, readFile: (name) => files[name] });

const problems = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError && error.code === "CONFIG") return error.problems;
    throw error;
  }
  return [];
};

describe("where values come from", () => {
  test("everything in the environment -> that", () => {
    const env = {
      ...SUPABASE,
      CONVEX_URL: "https://happy-animal-123.convex.cloud/",
      CONVEX_DEPLOY_KEY: PROD_KEY,
    };
    expect(migrationConfig(input(env))).toEqual({
      source: { kind: "supabase", url: "https://abcd.supabase.co", serviceRoleKey: SERVICE_KEY },
      convex: { url: "https://happy-animal-123.convex.cloud", key: PROD_KEY },
      secrets: [SERVICE_KEY, PROD_KEY],
      notices: [],
    });
  });

  test("the same names everywhere -> flags, then environment, then .env.local, then .env", () => {
    const files = {
      ".env.local":
        'SUPABASE_URL="https://local.supabase.co"\nSUPABASE_SECRET_KEY=local-key\nCONVEX_DEPLOY_KEY=prod:c|local',
      ".env":
        "SUPABASE_URL=https://file.supabase.co\nSUPABASE_SERVICE_ROLE_KEY=file-key\nCONVEX_URL=https://c.convex.cloud",
    };
    const env = { NEXT_PUBLIC_SUPABASE_URL: "https://env.supabase.co", CONVEX_URL: "" };
    expect(migrationConfig(input(env, files))).toEqual({
      source: { kind: "supabase", url: "https://env.supabase.co", serviceRoleKey: "local-key" },
      convex: { url: "https://c.convex.cloud", key: "prod:c|local" },
      secrets: ["local-key", "prod:c|local", "file-key"],
      notices: [],
    });
    const flags = { supabaseUrl: "https://flag.supabase.co", supabaseKey: "flag-key" };
    expect(migrationConfig(input(env, files, flags)).source).toEqual({
      kind: "supabase",
      url: "https://flag.supabase.co",
      serviceRoleKey: "flag-key",
    });
  });

  test("the names that a browser app uses -> taken too", () => {
    const env = {
      NEXT_PUBLIC_SUPABASE_URL: "https://abcd.supabase.co/rest/v1/",
      SUPABASE_SECRET_KEY: SERVICE_KEY,
      NEXT_PUBLIC_CONVEX_URL: "https://happy-animal-123.convex.cloud",
      CONVEX_DEPLOY_KEY: PROD_KEY,
    };
    expect(migrationConfig(input(env))).toMatchObject({
      source: { url: "https://abcd.supabase.co" },
      convex: { url: "https://happy-animal-123.convex.cloud" },
    });
  });

  test("a database's URL -> its password is a secret, as written and decoded", () => {
    const env = { CONVEX_DEPLOY_KEY: PROD_KEY, DATABASE_URL: "postgres://me:p%40ss@db.example/x" };
    expect(targetConfig(input(env)).secrets).toEqual([PROD_KEY, env.DATABASE_URL, "p%40ss", "p@ss"]);
  });
});

describe("which deployment", () => {
  const SELF_HOSTED = {
    CONVEX_SELF_HOSTED_URL: "http://127.0.0.1:3210",
    CONVEX_SELF_HOSTED_ADMIN_KEY: "self-hosted|admin-secret",
  };
  const LOCAL = { url: "http://127.0.0.1:3210", key: "self-hosted|admin-secret" };

  test.each<[string, ConfigInput, ReturnType<typeof targetConfig>["convex"], string[]]>([
    [
      "a production key alone -> the deployment it names",
      input({ CONVEX_DEPLOY_KEY: PROD_KEY }),
      { url: "https://happy-animal-123.convex.cloud", key: PROD_KEY },
      [],
    ],
    [
      "a development key alone -> the deployment it names",
      input({ CONVEX_DEPLOY_KEY: "dev:quick-fox-9|s" }),
      { url: "https://quick-fox-9.convex.cloud", key: "dev:quick-fox-9|s" },
      [],
    ],
    [
      "a custom domain -> not compared with the key",
      input({ CONVEX_DEPLOY_KEY: PROD_KEY, CONVEX_URL: "https://api.example.com" }),
      { url: "https://api.example.com", key: PROD_KEY },
      [],
    ],
    [
      "a region in the address -> the same deployment",
      input({ CONVEX_DEPLOY_KEY: PROD_KEY, CONVEX_URL: "https://happy-animal-123.eu-west-1.convex.cloud" }),
      { url: "https://happy-animal-123.eu-west-1.convex.cloud", key: PROD_KEY },
      [],
    ],
    ["self-hosted -> that", input(SELF_HOSTED), LOCAL, []],
    [
      "self-hosted beside the browser's address -> self-hosted",
      input({ ...SELF_HOSTED, NEXT_PUBLIC_CONVEX_URL: "https://happy-animal-123.convex.cloud" }),
      LOCAL,
      [],
    ],
    [
      "self-hosted beside a cloud deployment -> self-hosted, and a notice for each value that is not used",
      input(
        { ...SELF_HOSTED, CONVEX_DEPLOY_KEY: PROD_KEY },
        { ".env": "CONVEX_URL=https://happy-animal-123.convex.cloud" },
      ),
      LOCAL,
      ["CONVEX_DEPLOY_KEY (the environment)", "CONVEX_URL (.env)"].map(
        (value) =>
          `${value} is not used: CONVEX_SELF_HOSTED_URL and CONVEX_SELF_HOSTED_ADMIN_KEY are set and come first.`,
      ),
    ],
    [
      "self-hosted in the environment, another on the command line -> the command line",
      input(SELF_HOSTED, {}, { convexUrl: "https://happy-animal-123.convex.cloud", convexKey: PROD_KEY }),
      { url: "https://happy-animal-123.convex.cloud", key: PROD_KEY },
      [],
    ],
  ])("%s", (_title, given, convex, notices) => {
    const config = targetConfig(given);
    expect({ convex: config.convex, notices: config.notices }).toEqual({ convex, notices });
  });

  test.each<[string, ConfigInput, string[]]>([
    [
      "address and key of two deployments -> both are named, the key is not",
      input({ CONVEX_DEPLOY_KEY: PROD_KEY }, { ".env.local": "CONVEX_URL=https://quick-fox-9.convex.cloud" }),
      [
        "CONVEX_URL (.env.local) is the deployment quick-fox-9, but CONVEX_DEPLOY_KEY (the environment) is a key of " +
          "happy-animal-123. Set CONVEX_URL to https://happy-animal-123.convex.cloud, or take a key of quick-fox-9.",
      ],
    ],
    [
      "half of self-hosted beside a cloud deployment -> refused, whichever was meant",
      input({ CONVEX_SELF_HOSTED_URL: "http://127.0.0.1:3210", CONVEX_DEPLOY_KEY: PROD_KEY }),
      [
        "CONVEX_SELF_HOSTED_URL is set (the environment), but CONVEX_SELF_HOSTED_ADMIN_KEY is missing: " +
          "set both for a self-hosted deployment, or neither.",
      ],
    ],
    [
      "the address of HTTP actions -> refused",
      input({ CONVEX_DEPLOY_KEY: PROD_KEY, CONVEX_URL: "https://happy-animal-123.convex.site" }),
      [
        "CONVEX_URL (the environment) ends in .convex.site, which serves HTTP actions only: it must end in .convex.cloud.",
      ],
    ],
    [
      "a preview key without an address -> the address is missing",
      input({ CONVEX_DEPLOY_KEY: "preview:team:project|s" }),
      [
        "CONVEX_URL (or NEXT_PUBLIC_CONVEX_URL) is missing: not in --convex-url, the environment, .env.local or .env. " +
          "Find it in Convex dashboard → Settings → URL & Deploy Key.",
      ],
    ],
    [
      "http to another machine -> refused",
      input({ ...SELF_HOSTED, CONVEX_SELF_HOSTED_URL: "http://10.0.0.7:3210" }),
      [
        "CONVEX_SELF_HOSTED_URL (the environment) must begin with https://, or the key would cross the network in clear.",
      ],
    ],
  ])("%s", (_title, given, expected) => {
    expect(problems(() => targetConfig(given))).toEqual(expected);
  });
});

describe("what is wrong is said all at once", () => {
  test("nothing is set -> each missing variable, where it was looked for, and where to find it", () => {
    expect(problems(() => migrationConfig(input({})))).toEqual([
      "SUPABASE_URL (or NEXT_PUBLIC_SUPABASE_URL) is missing: not in --supabase-url, the environment, .env.local or .env. " +
        "Find it in Supabase dashboard → Project Settings → Data API → Project URL.",
      "SUPABASE_SERVICE_ROLE_KEY (or SUPABASE_SECRET_KEY) is missing: not in --supabase-key, the environment, .env.local or .env. " +
        "Find it in Supabase dashboard → Project Settings → API keys: a secret key, or service_role.",
      "Instead of these two, DATABASE_URL (or --database-url) reads a Postgres database itself: find it in " +
        'Supabase dashboard → Connect → Session pooler. And --from <folder> reads what "export" wrote.',
      "CONVEX_URL (or NEXT_PUBLIC_CONVEX_URL) is missing: not in --convex-url, the environment, .env.local or .env. " +
        "Find it in Convex dashboard → Settings → URL & Deploy Key.",
      "CONVEX_DEPLOY_KEY is missing: not in --convex-key, the environment, .env.local or .env. " +
        "Find it in Convex dashboard → Settings → URL & Deploy Key → Generate a deploy key.",
    ]);
  });

  test("only the target is asked for -> the source is not missed", () => {
    expect(problems(() => targetConfig(input({ CONVEX_DEPLOY_KEY: PROD_KEY })))).toEqual([]);
  });
});
