import { expect, test } from "vitest";
import { nextCommand } from "../../src/cli/nextCommand.ts";

const DEFAULTS = { json: false, module: "migrations", reportDir: "migration-report" };
const OTHERS = {
  json: true,
  module: "admin/move",
  reportDir: "my report",
  supabaseUrl: "https://abc.supabase.co",
  supabaseKey: "sb_secret_1",
  convexUrl: "https://happy-animal-123.convex.cloud",
  convexKey: "prod:happy-animal-123|1",
  env: [".env.move"],
};

test.each([
  ["the defaults -> as it is", "npx supabase-to-convex run", DEFAULTS, "npx supabase-to-convex run"],
  [
    "other options -> repeated, keys left out",
    "Continue it: npx supabase-to-convex run",
    OTHERS,
    "Continue it: npx supabase-to-convex run --module admin/move --supabase-url https://abc.supabase.co " +
      "--convex-url https://happy-animal-123.convex.cloud --report-dir 'my report' --env .env.move",
  ],
  [
    "status -> only what it takes",
    "npx supabase-to-convex status --rejects",
    { ...OTHERS, convexUrl: undefined, env: undefined },
    "npx supabase-to-convex status --rejects --module admin/move",
  ],
  [
    "an export -> nothing of a deployment",
    "npx supabase-to-convex export",
    { ...OTHERS, source: "postgres", databaseUrl: "postgres://me:secret@db/app", out: "dump" },
    "npx supabase-to-convex export --out dump --source postgres --supabase-url https://abc.supabase.co --env .env.move",
  ],
  [
    "an init -> what it drafts and where",
    "npx supabase-to-convex init",
    {
      env: [".env.move"],
      out: "app/convex",
      schema: ["crm", "public"],
      exclude: ["logs"],
      rows: false,
      force: true,
    },
    "npx supabase-to-convex init --force --out app/convex --schema crm public --exclude logs --no-rows --env .env.move",
  ],
  [
    "a retry of some rows -> of those alone",
    "npx supabase-to-convex rejects --retry",
    { ...DEFAULTS, table: "contacts", kind: "orphan" },
    "npx supabase-to-convex rejects --retry --table contacts --kind orphan",
  ],
  [
    "the list after such a retry -> all of them",
    "npx supabase-to-convex rejects",
    { ...DEFAULTS, table: "contacts", kind: "orphan" },
    "npx supabase-to-convex rejects",
  ],
  [
    "check -> no folder for a report",
    "npx supabase-to-convex check",
    { ...DEFAULTS, reportDir: "my report" },
    "npx supabase-to-convex check",
  ],
  [
    "a database's URL -> the kind of source alone, because there is a password in the URL",
    "npx supabase-to-convex run",
    { ...DEFAULTS, databaseUrl: "postgres://me:secret@db/app" },
    "npx supabase-to-convex run --source postgres",
  ],
  [
    "a folder -> repeated",
    "npx supabase-to-convex verify",
    { ...DEFAULTS, from: "my dump" },
    "npx supabase-to-convex verify --from 'my dump'",
  ],
  [
    "finish -> what it accepts and drops, and no option of the source",
    "npx supabase-to-convex finish",
    { ...DEFAULTS, from: "dump", accept: ["rejects", "stale"] as const, dropLegacyIds: true },
    "npx supabase-to-convex finish --accept rejects,stale --drop-legacy-ids",
  ],
  [
    "a watch -> it goes on watching, as often",
    "npx supabase-to-convex sync",
    { ...DEFAULTS, delete: true, watch: true, interval: 3 },
    "npx supabase-to-convex sync --delete --watch --interval 3",
  ],
  [
    "a function of the default module -> of the module",
    "npx convex run migrations:status",
    OTHERS,
    "npx convex run admin/move:status",
  ],
  [
    "a function that the deployment named -> as it is",
    "npx convex run admin/migrations:run",
    { ...DEFAULTS, module: "admin/migrations" },
    "npx convex run admin/migrations:run",
  ],
])("%s", (_title, command, given, expected) => {
  expect(nextCommand(command, given as Parameters<typeof nextCommand>[1])).toBe(expected);
});
