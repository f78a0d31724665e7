import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlanSource } from "../../src/script/planSource.ts";
import { faultsOf, VerifiedWorld } from "./verifiedWorld.ts";

let verified: VerifiedWorld;
beforeAll(async () => {
  verified = await VerifiedWorld.start();
}, 120_000);
afterAll(() => verified?.stop());

const sql = async (statement: string): Promise<void> => void (await verified.supabase.db.exec(statement));

/** Something happens at the source, and is taken back once it was looked at. */
async function faultsAfter(statement: string, back: string) {
  await sql(statement);
  try {
    const report = await verified.verify();
    return {
      ...faultsOf(report),
      unmigrated: report.verification.unmigratedNonOrphans,
      reasons: report.verification.differences.map(({ reason }) => reason),
    };
  } finally {
    await sql(back);
  }
}

test("a row changed -> that field", async () => {
  const found = await faultsAfter(
    "UPDATE invoices SET total = 5 WHERE id = 7",
    "UPDATE invoices SET total = 6.93 WHERE id = 7",
  );
  expect(found).toMatchObject({
    failed: ["invoices rows 120 119", "invoices sum totalCents 718547 718740"],
    differences: ["invoices 7 totalCents value"],
    unmigrated: 0,
  });
});

test("a row deleted -> its document is extra, deleted at the source since", async () => {
  const found = await faultsAfter(
    "DELETE FROM invoices WHERE id = 101",
    "INSERT INTO invoices VALUES (101, 3, 101, 99.99)",
  );
  expect(found).toMatchObject({
    failed: ["invoices count 119 120", "invoices extra 0 1"],
    differences: ["invoices 101 extra"],
    unmigrated: 0,
    reasons: [expect.stringContaining("deleted there since the migration")],
  });
});

test("a row added -> missing, and unmigrated", async () => {
  const found = await faultsAfter(
    "INSERT INTO invoices VALUES (500, 3, 101, 1)",
    "DELETE FROM invoices WHERE id = 500",
  );
  expect(found).toMatchObject({
    failed: ["invoices count 121 120", "invoices rows 121 120"],
    differences: ["invoices 500 missing"],
    unmigrated: 1,
  });
});

test("a row deleted and another one added -> the counts hold, and both are found", async () => {
  const found = await faultsAfter(
    "DELETE FROM invoices WHERE id = 7; INSERT INTO invoices VALUES (500, 3, 101, 1)",
    "DELETE FROM invoices WHERE id = 500; INSERT INTO invoices VALUES (7, 2, 7, 6.93)",
  );
  expect(found).toMatchObject({
    failed: ["invoices rows 120 119", "invoices extra 0 1"],
    differences: ["invoices 500 missing", "invoices 7 extra"],
    unmigrated: 1,
  });
});

test("a row that is skipped now -> its document is extra for that reason", async () => {
  const found = await faultsAfter(
    "UPDATE contacts SET status = 'draft' WHERE id = 7",
    "UPDATE contacts SET status = 'open' WHERE id = 7",
  );
  expect(found).toMatchObject({
    failed: ["contacts extra 0 1"],
    differences: ["contacts 7 extra"],
    reasons: [expect.stringContaining("skipped now (a draft)")],
  });
});

test("a row that does not fit any more -> unfit, and its document is no extra one", async () => {
  const found = await faultsAfter(
    "UPDATE contacts SET name = NULL WHERE id = 7",
    "UPDATE contacts SET name = 'Contact 7' WHERE id = 7",
  );
  expect(found).toMatchObject({ failed: ["contacts rows 227 226"], differences: ["contacts 7 name unfit"] });
});

test("rejects and orphans corrected, or gone -> they are accounted for all the same", async () => {
  const found = await faultsAfter(
    "UPDATE contacts SET name = 'Corrected' WHERE id = 60; DELETE FROM contacts WHERE id = 70",
    "UPDATE contacts SET name = NULL WHERE id = 60; INSERT INTO contacts (id, workspace_id, name, balance, created_at, status) VALUES (70, 99, 'x', 1, now(), 'open')",
  );
  expect(found).toMatchObject({ failed: ["contacts count 229 230"], differences: [], unmigrated: 0 });
});

test("rows at both sides of a border of the ledger deleted -> the documents of those rows, and no others", async () => {
  const found = await faultsAfter(
    "CREATE TABLE kept AS SELECT * FROM invoices WHERE id IN (100, 101); DELETE FROM invoices WHERE id IN (100, 101)",
    "INSERT INTO invoices SELECT * FROM kept; DROP TABLE kept",
  );
  expect(found).toMatchObject({ differences: ["invoices 100 extra", "invoices 101 extra"] });
});

/** The source, where something is done to it each time that a page of a table has been read. */
function changing(source: PlanSource, table: string, change: (page: number) => Promise<void>): PlanSource {
  return {
    ...source,
    async *readRows(read, range) {
      let page = 0;
      for await (const rows of source.readRows(read, range)) {
        // In pages of 30, so that rows change behind, before and within what is being compared.
        for (let at = 0; at < rows.length; at += 30) {
          yield rows.slice(at, at + 30);
          if (read.target === table) await change(page++);
        }
      }
    },
  };
}

test("rows deleted, changed back and added while all are compared -> what is so at the end, and nothing invented", async () => {
  await sql("UPDATE contacts SET name = 'For a moment' WHERE id BETWEEN 1 AND 40");
  await sql(
    "INSERT INTO contacts (id, workspace_id, name, balance, created_at, status) VALUES (-5, 1, 'gone soon', 1, now(), 'open')",
  );
  const io = verified.io();
  const source = changing(io.source, "contacts", async (page) => {
    // They were read as different, and as missing.
    if (page === 2)
      await sql(
        "UPDATE contacts SET name = 'Contact ' || id WHERE id BETWEEN 1 AND 40; DELETE FROM contacts WHERE id = -5",
      );
    // One that was compared, one that is still to be compared, and one that nobody has read yet.
    if (page === 3) await sql("DELETE FROM contacts WHERE id IN (20, 220)");
    if (page === 3)
      await sql(
        "INSERT INTO contacts (id, workspace_id, name, balance, created_at, status) VALUES (900, 1, 'new', 1, now(), 'open')",
      );
  });
  const report = await verified.verify({}, { source });
  await sql("DELETE FROM contacts WHERE id = 900");
  expect(faultsOf(report).differences).toEqual(["contacts 20 extra", "contacts 220 extra"]);
  expect(report.verification.checks.filter(({ name }) => name === "sum").every(({ ok }) => ok)).toBe(true);
});
