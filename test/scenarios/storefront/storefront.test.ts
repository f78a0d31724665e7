import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import componentSchema from "../../../src/component/schema.ts";
import type { Report } from "../../../src/script/report.ts";
import { type Ended, newFolder, runCli } from "../../cli/cliProcess.ts";
import { measured, type StoredDocument, sumOf } from "../expectations.ts";
import type { Given, Scenario } from "../openScenario.ts";
import { describeScenario } from "../scenario.ts";
import { expectedOf, targetOf } from "../targetOf.ts";

const scenario: Scenario = {
  name: "storefront",
  encryptionKey: Buffer.alloc(32, 7).toString("base64"),
};
const expected = expectedOf<{
  figures: { encrypted: Record<string, number> };
  mustNotAppear: string[];
  isolation: { creators: Record<string, Record<string, number | string>> };
}>("storefront");

const folder = newFolder();
const ended = new Map<string, Ended>();
let given: Given;
let afterDryRun: Report["tables"];
let documentsAfterDryRun: number;

async function command(...args: string[]): Promise<Ended> {
  const result = await runCli(args, given.env, folder);
  ended.set(args.join(" "), result);
  return result;
}

const reportIn = (): Report =>
  JSON.parse(readFileSync(join(folder, "migration-report/report.json"), "utf8")) as Report;
const documentsNow = async (): Promise<StoredDocument[]> =>
  Object.values((await targetOf(scenario, given)).stored).flat();

const migrated = describeScenario({
  ...scenario,
  fickle: ["orders.migratedAt"],
  finish: { accept: ["rejects"] },
  walk: async (opened) => {
    given = opened;
    await command("check", "--json");
    const dryRun = await command("run", "--dry-run", "--json");
    afterDryRun = (JSON.parse(dryRun.out) as Report).tables;
    documentsAfterDryRun = (await documentsNow()).length;
    await command("run");
    return reportIn();
  },
});

const documents = (table: string): StoredDocument[] => migrated().stored[table] ?? [];

test("check -> no error, and nothing to ask", () => {
  const { code, out } = ended.get("check --json") as Ended;
  const { findings } = JSON.parse(out) as { findings: { severity: string; message: string }[] };
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(code).toBe(0);
});

test("a dry run beforehand -> the counts of the run, and nothing written", () => {
  const counts = (tables: Report["tables"]) =>
    tables.map(({ source, sourceRows, migrated: of, inserted, rejected, orphans }) => ({
      ...{ source, sourceRows, migrated: of, inserted, rejected, orphans },
    }));
  expect(counts(afterDryRun)).toEqual(counts(migrated().report.tables));
  expect(documentsAfterDryRun).toBe(0);
  expect(ended.get("run --dry-run --json")?.code).toBe(3);
});

test("all 8,037 rows are accounted for; one is rejected, so the run is not complete", () => {
  const { report } = migrated();
  expect(report.tables.reduce((sum, { sourceRows }) => sum + sourceRows, 0)).toBe(expected.totalRows);
  expect(report).toMatchObject({ ok: true, complete: false });
  expect(report.tables.map(({ unresolved }) => unresolved)).toEqual(report.tables.map(() => 0));
  expect(ended.get("run")?.code).toBe(3);
});

test("a sample of 100 rows of each table is compared field by field, and of a smaller one every row", () => {
  const { verification, tables } = migrated().report;
  const compared = verification.checks.filter(({ name }) => name === "sample");
  expect(compared.map(({ table, ok, actual }) => ({ table, ok, actual }))).toEqual(
    tables.map(({ source, sourceRows }) => ({
      ...{ table: source, ok: true },
      actual: String(Math.min(sourceRows, 100)),
    })),
  );
});

test("the row that Convex cannot store is named by table, key, field and reason, and it is the one", async () => {
  const rejects = await migrated().listed("reject");
  expect(rejects.map(({ source, key, field, reason }) => ({ table: source, key, field, reason }))).toEqual(
    expected.rejects.map(({ text: _text, ...place }) => place),
  );
  const [row] = await given.query<{ document_html: string }>(
    `select document_html from esign_documents where id = '${rejects[0]?.key}'`,
  );
  expect(measured(row?.document_html ?? "")).toEqual(expected.rejects[0]?.text);
  expect(await migrated().listed("orphan")).toEqual([]);
});

test("keys, guests, and values encrypted are as many as expected", () => {
  const { opened } = migrated().target;
  const encrypted = Object.keys(expected.figures.encrypted).map((name) => {
    const [table = "", field = ""] = name.split(".");
    return [name, documents(table).filter((document) => opened?.has(String(document[field]))).length];
  });
  expect({
    distinctLineItemKeys: new Set(documents("lineItems").map(({ legacyId }) => legacyId)).size,
    guestOrders: documents("orders").filter(({ customerId }) => customerId === undefined).length,
    lineItemsWithoutProduct: documents("lineItems").filter(({ productId }) => productId === undefined).length,
    negativeBalanceTransactions: documents("balanceTransactions").filter(
      ({ amountCents }) => (amountCents as bigint) < 0n,
    ).length,
    encrypted: Object.fromEntries(encrypted),
  }).toEqual(expected.figures);
});

test("two creators with one tax id -> two ciphertexts", () => {
  const { opened } = migrated().target;
  const shared = documents("creators").filter(({ taxId }) => opened?.get(String(taxId)) === "000-00-0001");
  expect(shared.length).toBe(2);
  expect(new Set(shared.map(({ taxId }) => taxId)).size).toBe(2);
});

test("orders.migratedAt is a time within the run", () => {
  const { startedAt, finishedAt } = migrated().report;
  const times = documents("orders").map(({ migratedAt }) => Number(migratedAt));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(Date.parse(startedAt));
  expect(Math.max(...times)).toBeLessThanOrEqual(Date.parse(finishedAt));
});

test("each creator has its own projects, transactions, withdrawals and documents", () => {
  const told = Object.keys(expected.isolation.creators).map((legacyId) => {
    const id = documents("creators").find((creator) => creator.legacyId === legacyId)?._id;
    const own = (table: string): StoredDocument[] =>
      documents(table).filter(({ creatorId }) => creatorId === id);
    return [
      legacyId,
      {
        creatorProjects: own("creatorProjects").length,
        balanceTransactions: own("balanceTransactions").length,
        balanceSum: sumOf(own("balanceTransactions"), "amountCents").sum,
        withdrawalRequests: own("withdrawalRequests").length,
        esignDocuments: own("esignDocuments").length,
      },
    ];
  });
  expect(Object.fromEntries(told)).toEqual(expected.isolation.creators);
});

test("run --new -> every row is found again, and no document is another than before", {
  timeout: 240_000,
}, async () => {
  const before = await documentsNow();
  const { code } = await command("run", "--new");
  const { tables, verification } = reportIn();
  expect(tables.map(({ inserted, matched }) => ({ inserted, matched }))).toEqual(
    migrated().report.tables.map(({ migrated: rows }) => ({ inserted: 0, matched: rows })),
  );
  expect({ ok: verification.ok, code }).toEqual({ ok: true, code: 3 });
  expect(await documentsNow()).toEqual(before);
});

test("verify --full, status and rejects -> all rows are as they should be; secrets appear in no output, no report, and nowhere in the target", {
  timeout: 240_000,
}, async () => {
  const full = await command("verify", "--full", "--show-values");
  const { verification } = reportIn();
  expect({ ok: verification.ok, differences: verification.differences, code: full.code }).toEqual({
    ...{ ok: true, differences: [] },
    code: 3,
  });
  await command("status", "--json");
  await command("rejects", "--json");
  await command("rejects");
  const { t } = given.world.convex;
  const ofComponent = await t.runInComponent("supabaseToConvex", async ({ db }) =>
    Promise.all(Object.keys(componentSchema.tables).map((table) => db.query(table as never).collect())),
  );
  const places = {
    target: asText(await documentsNow()),
    component: asText(ofComponent),
    commands: asText([...ended]),
    reports: reportFiles(folder),
  };
  // What is looked at is not empty: the other texts of these rows are there.
  expect(places.target).toContain("Creator 1");
  expect(places.reports).toContain("esign_documents");
  expect([...ended.values()].map(({ out, err }) => (out + err).length > 0)).not.toContain(false);
  const leaks = Object.entries(places).flatMap(([place, text]) =>
    expected.mustNotAppear.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  );
  expect(leaks).toEqual([]);
});

test("undo, and undo again -> the second run had changed nothing, the first is taken back to the last document", {
  timeout: 240_000,
}, async () => {
  const before = await documentsNow();
  expect(await command("undo", "--yes")).toMatchObject({ code: 0 });
  expect(await documentsNow()).toEqual(before);
  expect(await command("undo", "--yes", "--json")).toMatchObject({ code: 0 });
  expect(await documentsNow()).toEqual([]);
});

const asText = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === "bigint" ? String(each) : each));

const reportFiles = (directory: string): string =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
