import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import type { CheckReport } from "../../src/cli/checkCommand.ts";
import type { Finding } from "../../src/script/check/finding.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import type { Plan } from "../../src/shared/plan.ts";
import { APP, POSTS_SQL } from "../pipeline/world.ts";
import { freshDatabase, type TestDatabase } from "../postgres/database.ts";
import { type Ended, newFolder, type Pair, runCli, startPair } from "./cliProcess.ts";

/** What is not as the mapping of the posts expects it. */
const CHANGED = `
ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey;
UPDATE posts SET author_id = 9999 WHERE id IN (3, 5, 1000);
ALTER TABLE posts ADD COLUMN notes text;
ALTER TABLE authors RENAME COLUMN name TO full_name;
ALTER TABLE authors DROP CONSTRAINT authors_pkey CASCADE;
CREATE TABLE audit_log (id int PRIMARY KEY);
`;

const folder = newFolder();
let inbox: Pair;
let posts: EmbeddedConvex;
let database: TestDatabase;
beforeAll(async () => {
  [inbox, posts, database] = await Promise.all([
    startPair(),
    startConvex({ app: APP }),
    freshDatabase(POSTS_SQL + CHANGED),
  ]);
});
afterAll(() => Promise.all([inbox.stop(), posts.stop(), database.stop()]));

const checkInbox = (...args: string[]): Promise<Ended> => runCli(["check", ...args], inbox.env, folder);
const postsEnv = () => ({
  CONVEX_SELF_HOSTED_URL: posts.url,
  CONVEX_SELF_HOSTED_ADMIN_KEY: posts.adminKey,
  DATABASE_URL: database.url,
});
const reportOf = ({ out }: Ended): CheckReport => JSON.parse(out);
const short = ({ severity, code, table = "", field = "" }: Finding): string =>
  [severity, code, table, field].filter((part) => part !== "").join(" ");

test("a mapping that fits its source -> notes alone, the estimate and the next command, exit 0", async () => {
  const { code, out, err } = await checkInbox();
  expect({ code, out: out.split("\n") }).toEqual({
    code: 0,
    out: expect.arrayContaining([
      "3 notes",
      expect.stringMatching(/^ {2}TABLE_FORGOTTEN {3}auth\.users: /),
      "    Fix: npx supabase-to-convex check --scan",
      expect.stringMatching(/^messages +→ messages +1,900 rows +19 batches/),
      "A run: 3,029 rows in 33 batches to 3,029 documents, of which passes go through 2,420 again.",
      "Nothing that is known stands in the way of a run.",
      "Next: npx supabase-to-convex run",
    ]),
  });
  expect(err.split("\n")).toContain("checked messages   1,900 rows   4 refs");
});

test("--scan over three rows that Convex refuses -> each with its place and its fix, exit 2, and nothing is written", async () => {
  const ended = await checkInbox("--scan", "--json");
  const { ok, scanned, findings, next } = reportOf(ended);
  const [status, documents] = await Promise.all([
    runCli(["status", "--json"], inbox.env, folder),
    inbox.convex.t.run(async ({ db }) => (await db.query("contacts").collect()).length),
  ]);
  expect({ code: ended.code, ok, scanned, next, found: findings.map(short), documents }).toEqual({
    ...{ code: 2, ok: false, scanned: true, next: "npx supabase-to-convex check --scan", documents: 0 },
    found: [
      "error ROWS_REJECTED contact_notes attributes.meta[].$id",
      "error ROWS_REJECTED contact_notes attributes.größe",
      "error ROWS_REJECTED contact_notes attributes.$ref",
      "info TABLE_FORGOTTEN auth.identities",
      "info TABLE_FORGOTTEN auth.users",
    ],
  });
  expect(findings[0]).toMatchObject({ rows: 1, keys: ["d6e1b125-1e72-22b2-fd8c-c86118a1ed6b"] });
  expect(JSON.parse(status.out).run).toBeNull();
});

const ALL_AT_ONCE = [
  "error COLUMN_MISSING authors name",
  "error COLUMN_FORGOTTEN authors full_name",
  "error COLUMN_FORGOTTEN posts notes",
  "warning KEY_NOT_UNIQUE authors id",
  "warning TABLE_FORGOTTEN audit_log",
  "warning ORPHANS posts author_id",
  "info NOT_SCANNED",
];

test("a source that differs in many ways -> all of them at once, exit 2", async () => {
  const ended = await runCli(["check", "--json"], postsEnv(), folder);
  const { ok, findings, estimate, next } = reportOf(ended);
  expect({ code: ended.code, ok, found: findings.map(short), rows: estimate?.rows, next }).toEqual({
    ...{ code: 2, ok: false, found: ALL_AT_ONCE, rows: 1180, next: "npx supabase-to-convex check" },
  });
  expect(findings.find(({ code }) => code === "ORPHANS")).toMatchObject({
    rows: 3,
    keys: ["3", "5", "1000"],
  });
  expect(findings.filter(({ fix }) => fix === "")).toEqual([]);
});

test("the same from an export of it -> the same findings", async () => {
  await runCli(["export", "--out", "exported"], postsEnv(), folder);
  const ended = await runCli(["check", "--from", "exported", "--json"], postsEnv(), folder);
  expect(reportOf(ended).findings.map(short)).toEqual(ALL_AT_ONCE);
});

test("the same, and then a run -> it refuses with the errors of check, word for word", async () => {
  const checked = reportOf(await runCli(["check", "--json"], postsEnv(), folder));
  const errors = checked.findings.filter(({ severity }) => severity === "error");
  const { code, out } = await runCli(["run", "--json"], postsEnv(), folder);
  expect({ code, message: JSON.parse(out).error.message }).toEqual({
    code: 2,
    message: errors.map(({ message, fix }) => `${message} ${fix}`).join("\n"),
  });
});

test("no Postgres at the address, and a wrong key for Convex -> both are said, exit 4", async () => {
  const nobody = "postgres://postgres@127.0.0.1:9/none?sslmode=disable";
  const env = {
    ...postsEnv(),
    DATABASE_URL: nobody,
    CONVEX_SELF_HOSTED_ADMIN_KEY: "embedded|0123456789wrongkey",
  };
  const ended = await runCli(["check", "--json"], env, folder);
  const { findings, estimate } = reportOf(ended);
  expect({ code: ended.code, found: findings.map(short), estimate }).toEqual({
    code: 4,
    found: ["error TARGET_KEY_REFUSED", "error SOURCE_UNREACHABLE"],
    estimate: null,
  });
  expect(ended.out + ended.err).not.toContain("0123456789wrongkey");
});

test("functions and a pass that are not exported -> found beside what is wrong with the source", async () => {
  const ended = await runCli(["check", "--json", "--module", "halfExported"], postsEnv(), folder);
  const { findings, next } = reportOf(ended);
  expect({ code: ended.code, found: findings.map(short), next }).toEqual({
    code: 2,
    found: ["error NOT_EXPORTED", "error NOT_EXPORTED", ...ALL_AT_ONCE],
    next: "npx supabase-to-convex check --module halfExported",
  });
  expect(findings[1]?.fix).toBe(
    "Add to convex/halfExported.ts:\n  export const { resolvePosts } = migration.passes();",
  );
});

test("an open run + another mapping -> an error with the command to start over; with its own mapping -> a note", async () => {
  const convex = await startConvex({ app: APP });
  const env = {
    ...postsEnv(),
    CONVEX_SELF_HOSTED_URL: convex.url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: convex.adminKey,
  };
  const deployment = connect({ url: convex.url, key: convex.adminKey });
  const { hash } = await deployment.call<Plan>("migrations:plan", {});
  const begin = { planHash: hash, startNew: false, retry: false, sortedByScript: [] };
  await deployment.call("migrations:begin", begin);
  const check = async (...args: string[]): Promise<Finding[]> =>
    reportOf(await runCli(["check", "--json", ...args], env, folder)).findings;
  const [same, other] = await Promise.all([check(), check("--module", "changed")]).finally(convex.stop);
  const runs = (findings: Finding[]) => findings.filter(({ code }) => /RUN|PLAN/.test(code));
  expect([runs(same), runs(other)]).toEqual([
    [expect.objectContaining({ severity: "info", code: "OPEN_RUN" })],
    [
      expect.objectContaining({
        ...{ severity: "error", code: "PLAN_CHANGED" },
        fix:
          "Put the mapping back and push it, or leave that run and start over: " +
          "npx supabase-to-convex run --new --module changed",
      }),
    ],
  ]);
});

test("--help -> what it does, and that it writes nothing", async () => {
  const { code, out } = await runCli(["check", "--help"], {}, folder);
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringMatching(/writes nothing.*--scan.*npx supabase-to-convex check --scan/s),
  });
  // What a report needs is no option of a command that writes none.
  expect(out).not.toMatch(/--seed|--report-dir/);
});
