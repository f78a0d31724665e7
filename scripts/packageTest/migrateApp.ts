import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Servers, startServers } from "../embedded/startServers.ts";
import { mustRun, runUntil } from "./command.ts";
import { blockTitled, type Command, commandsOf, docsCommands, readReadme } from "./readmeBlocks.ts";
import { equal, type Steps } from "./steps.ts";

/** Follows README in the app from its environment variables on, against embedded servers. */
export async function migrateApp({ step }: Steps, app: string): Promise<void> {
  usePublishedCode(app);
  const servers = await step("the embedded servers take the app and its SQL file", () =>
    startServers({ app, port: 0, sql: [join(app, "supabase.sql")], supabasePort: 0, json: false }),
  );
  if (servers === undefined) return;
  try {
    writeFileSync(join(app, ".env.local"), environmentOf(servers));
    for (const { line } of commandsOf(blockTitled(readReadme(), "init"))) await draft(step, app, line);
    for (const { line, exitCode } of commandsOf(blockTitled(readReadme(), "migrate"))) {
      await step(line, () => mustRun(line, { cwd: app, exitCode }));
    }
    await step("report.json: every row has a document, and every check holds", () => checkReport(app));
    await step("the documents: exact money, exact times, every ref at the right document", () =>
      checkDocuments(servers),
    );
    for (const { line } of commandsOf(blockTitled(readReadme(), "folder"))) {
      await step(line, () => mustRun(line, { cwd: app }));
    }
    const again = "npx supabase-to-convex run --json";
    await step(`${again}: finds everything there and changes nothing`, async () =>
      checkRepeated(await mustRun(again, { cwd: app })),
    );
    for (const command of docsCommands().filter(({ line }) => line.startsWith("npx "))) {
      await step(`docs/${command.page}: ${command.line}`, () => runDocs(command, app));
    }
    // The repeated run is taken back, and the first one closed.
    for (const title of ["undo", "finish"]) {
      for (const { line, exitCode } of commandsOf(blockTitled(readReadme(), title))) {
        await step(line, () => mustRun(line, { cwd: app, exitCode }));
      }
    }
    await step("the documents after that: the same", () => checkDocuments(servers));
    for (const { line } of commandsOf(blockTitled(readReadme(), "pack"))) {
      await step(line, () => mustRun(line, { cwd: app }));
    }
    await step("the documents of the import: the same", () => checkDocuments(servers));
  } finally {
    await servers.stop();
  }
}

/** A round of a watch ends with its lag. */
const ROUND = /lag [\d.]+ (?:m?s|min)/;

async function runDocs({ line, exitCode, untilStopped }: Command, app: string): Promise<void> {
  await (untilStopped ? runUntil(line, ROUND, { cwd: app }) : mustRun(line, { cwd: app, exitCode }));
}

/** The app has its files already, so that the draft goes beside them, where its types are checked alike. */
async function draft(step: Steps["step"], app: string, line: string): Promise<void> {
  const folder = "drafted";
  await step(`${line}: a draft that type-checks`, async () => {
    await mustRun(`${line} --out ${folder}`, { cwd: app });
    for (const name of ["_generated", "tsconfig.json"]) {
      cpSync(join(app, "convex", name), join(app, folder, name), { recursive: true });
    }
    await mustRun(`npx tsc -p ${folder}`, { cwd: app });
  });
}

/**
 * The embedded server takes a component's sources where its package has them. A push takes the built code, so that is
 * what has to run here.
 */
function usePublishedCode(app: string): void {
  const installed = join(app, "node_modules/supabase-to-convex");
  const file = join(installed, "package.json");
  const manifest = readFileSync(file, "utf8");
  writeFileSync(file, manifest.replaceAll(/^\s*"@convex-dev\/component-source": .*\n/gm, ""));
  rmSync(join(installed, "src"), { recursive: true });
}

function environmentOf({ convex, supabase }: Servers): string {
  return [
    `CONVEX_SELF_HOSTED_URL='${convex.url}'`,
    `CONVEX_SELF_HOSTED_ADMIN_KEY='${convex.adminKey}'`,
    `SUPABASE_URL='${supabase?.url}'`,
    `SUPABASE_SERVICE_ROLE_KEY='${supabase?.serviceRoleKey}'`,
    "",
  ].join("\n");
}

type Told = { ok: boolean; complete: boolean; tables: Record<string, unknown>[] };

function told(text: string) {
  const { ok, complete, tables } = JSON.parse(text) as Told;
  const rows = tables.map(({ source, target, sourceRows, inserted, matched }) => [
    ...[source, target, sourceRows, inserted, matched],
  ]);
  return { ok, complete, rows };
}

function checkReport(app: string): void {
  equal(told(readFileSync(join(app, "migration-report/report.json"), "utf8")), {
    ok: true,
    complete: true,
    rows: [
      ["customers", "customers", 2, 2, 0],
      ["orders", "orders", 3, 3, 0],
      ["order_messages", "messages", 3, 3, 0],
    ],
  });
}

function checkRepeated(out: string): void {
  equal(told(out), {
    ok: true,
    complete: true,
    rows: [
      ["customers", "customers", 2, 0, 2],
      ["orders", "orders", 3, 0, 3],
      ["order_messages", "messages", 3, 0, 3],
    ],
  });
}

async function checkDocuments({ convex }: Servers): Promise<void> {
  const documents = await convex.t.run(async ({ db }) => ({
    customers: await db.query("customers").collect(),
    orders: await db.query("orders").collect(),
    messages: await db.query("messages").collect(),
  }));
  const customerOf = new Map(documents.customers.map((each) => [each._id, each.name]));
  const legacyIdOf = new Map(documents.messages.map((each) => [each._id, each.legacyId]));
  equal(
    {
      orders: documents.orders.map((each) => [
        customerOf.get(each.customerId),
        each.totalCents,
        each.placedAt,
      ]),
      replies: documents.messages.map((each) => [each.legacyId, legacyIdOf.get(each.replyToId) ?? null]),
      waiting: documents.messages.filter((each) => each.legacyReplyToId !== undefined).length,
    },
    {
      orders: [
        ["Ada Byron", 1230, Date.UTC(2024, 2, 5, 8, 15)],
        ["Ada Byron", 199999, Date.UTC(2024, 2, 6, 16, 40)],
        ["Lin", 5, Date.UTC(2024, 2, 7, 11)],
      ],
      replies: [
        ["1", "2"],
        ["2", null],
        ["3", null],
      ],
      waiting: 0,
    },
  );
}
