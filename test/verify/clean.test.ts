import { afterAll, beforeAll, expect, test } from "vitest";
import { faultsOf, VerifiedWorld } from "./verifiedWorld.ts";

let verified: VerifiedWorld;
beforeAll(async () => {
  verified = await VerifiedWorld.start();
}, 120_000);
afterAll(() => verified?.stop());

test("a migration with a reject, an orphan, a skipped row and an adopted document -> all accounted for, nothing wrong", async () => {
  const report = await verified.verify();
  expect(faultsOf(report)).toEqual({ failed: [], differences: [] });
  expect(report).toMatchObject({
    ...{ ok: true, complete: false, next: "npx supabase-to-convex rejects" },
    verification: {
      ...{ ok: true, full: true, unmigratedNonOrphans: 0 },
      compared: [
        { table: "workspaces", rows: 3, differences: 0 },
        { table: "contacts", rows: 230, differences: 0 },
        { table: "invoices", rows: 120, differences: 0 },
        { table: "users", rows: 2, differences: 0, notFromThisMigration: 0 },
      ],
    },
  });
});

test("the sums of both sides -> exact, cents, doubles and decimals of 20 digits", async () => {
  const { verification } = await verified.verify();
  const sums = verification.checks.filter(({ name }) => name === "sum");
  const { rows } = await verified.supabase.db.query<Record<"cents" | "score" | "weight" | "total", string>>(
    `SELECT sum(coalesce(balance * 100, 100))::bigint::text AS cents, sum(score::text::numeric)::text AS score,
       trim_scale(sum(weight))::text AS weight, (SELECT (sum(total) * 100)::bigint::text FROM invoices) AS total
     FROM contacts WHERE id NOT IN (50, 60, 70)`,
  );
  const [expected] = rows;
  expect(sums.map(({ table, subject, ok, actual }) => [table, subject, ok, actual])).toEqual([
    ["contacts", "balanceCents", true, expected?.cents],
    ["contacts", "score", true, expected?.score],
    ["contacts", "weight", true, expected?.weight],
    ["invoices", "totalCents", true, expected?.total],
  ]);
});

test("twice -> the same, and nothing was written to the app", async () => {
  const before = await verified.documents("contacts");
  const [first, second] = [await verified.verify(), await verified.verify()];
  expect(second.verification).toEqual(first.verification);
  expect(await verified.documents("contacts")).toEqual(before);
});

test("rows of a table in ledger order -> each is sent with the batch of the ledger that it is in", async () => {
  const before = verified.world.proxy.calls.length;
  await verified.verify();
  const compared = verified.world.proxy.calls
    .slice(before)
    .filter(({ path }) => path === "migrations:compare");
  expect(compared.map(({ args }) => [args.table, args.start])).toEqual(
    expect.arrayContaining([
      ["contacts", "1"],
      ["contacts", "101"],
      ["contacts", "201"],
    ]),
  );
});

test("a source with its rows in another order than the ledger -> no batch is named, and the same is found", async () => {
  const io = verified.io();
  const source = { ...io.source, keyOrder: () => "script" as const, catalogue: async () => ({ tables: [] }) };
  const before = verified.world.proxy.calls.length;
  const report = await verified.verify({}, { source });
  expect(faultsOf(report)).toEqual({ failed: [], differences: [] });
  const compared = verified.world.proxy.calls
    .slice(before)
    .filter(({ path }) => path === "migrations:compare");
  expect(new Set(compared.map(({ args }) => args.start))).toEqual(new Set([null]));
});
