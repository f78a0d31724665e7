import type { Value } from "convex/values";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { faultsOf, VerifiedWorld } from "./verifiedWorld.ts";

let verified: VerifiedWorld;
beforeAll(async () => {
  verified = await VerifiedWorld.start();
}, 120_000);
afterAll(() => verified?.stop());

/** How the documents of the test are put back as they were. */
let mend: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of mend.reverse()) await each();
  mend = [];
});

async function change(
  table: string,
  legacyId: string,
  changes: Record<string, Value | undefined>,
): Promise<void> {
  const document = await verified.find(table, legacyId);
  await verified.patch(document._id, changes);
  const before = Object.fromEntries(Object.keys(changes).map((field) => [field, document[field]]));
  mend.push(() => verified.patch(document._id, before));
}

async function add(table: string, document: Record<string, Value | undefined>): Promise<void> {
  const id = await verified.insert(table, document);
  mend.push(() => verified.remove(id));
}

const copyOf = async (table: string, legacyId: string): Promise<Record<string, Value | undefined>> => {
  const { _id, _creationTime, ...document } = await verified.find(table, legacyId);
  return document;
};

const faults = async () => faultsOf(await verified.verify());

test.each([
  ["text", { name: "Somebody else" }, "name value", []],
  ["text at its end", { name: "Contact 7 " }, "name whiteSpace", []],
  [
    "a time within its second",
    { createdAt: Date.parse("2026-01-01T00:07:00.122Z") },
    "createdAt timePrecision",
    [],
  ],
  ["a time", { createdAt: Date.parse("2026-01-01T00:06:59.123Z") }, "createdAt value", []],
  [
    "an amount by one",
    { balanceCents: 708n },
    "balanceCents value",
    ["contacts sum balanceCents 2433575 2433576"],
  ],
  ["a double", { score: 0.70000001 }, "score value", ["contacts sum score 2638.5 2638.50000001"]],
  ["a field that is gone", { email: undefined }, "email value", []],
  ["an encrypted value", { accessToken: "forged" }, "accessToken value", []],
] as const)("%s changed in Convex -> that field, and no other", async (_what, changes, difference, sums) => {
  await change("contacts", "7", changes as Record<string, Value | undefined>);
  expect(await faults()).toEqual({
    failed: ["contacts rows 227 226", ...sums],
    differences: [`contacts 7 ${difference}`],
  });
});

test("a document deleted -> its row is missing, and what pointed at it points nowhere; put back under another id -> nothing", async () => {
  const copy = await copyOf("contacts", "2");
  await verified.remove((await verified.find("contacts", "2"))._id);
  const report = await verified.verify();
  const again = await verified.insert("contacts", copy);
  await verified.patch((await verified.find("contacts", "5"))._id, { managerId: again });
  await verified.patch((await verified.find("invoices", "2"))._id, { contactId: again });
  expect(report.verification.unmigratedNonOrphans).toBe(1);
  expect(faultsOf(report)).toEqual({
    failed: [
      ...["contacts documents 227 226", "contacts refs 0 1", "contacts rows 227 225"],
      ...["invoices refs 0 1", "invoices rows 120 119"],
    ],
    differences: ["contacts 2 missing", "contacts 5 managerId ref", "invoices 2 contactId ref"],
  });
  expect(await faults()).toEqual({ failed: [], differences: [] });
});

test("a document doubled -> doubled", async () => {
  await add("contacts", await copyOf("contacts", "7"));
  expect(await faults()).toEqual({ failed: ["contacts doubled 0 1"], differences: ["contacts 7 doubled"] });
});

test("a ref moved to another document of the same tenant -> that ref alone", async () => {
  const other = await verified.find("contacts", "10");
  await change("invoices", "7", { contactId: other._id });
  expect(await faults()).toEqual({
    failed: ["invoices rows 120 119"],
    differences: ["invoices 7 contactId ref"],
  });
});

test("a ref moved to another tenant -> that ref, and the tenant rule", async () => {
  const other = await verified.find("contacts", "8");
  await change("invoices", "7", { contactId: other._id });
  expect(await faults()).toEqual({
    failed: ["invoices tenant 0 1", "invoices rows 120 119"],
    differences: ["invoices 7 contactId ref", "invoices 7 contactId tenant"],
  });
});

test("a document moved to another tenant -> its ref, and all ids between it and its old tenant", async () => {
  const other = await verified.find("workspaces", "1");
  await change("contacts", "7", { workspaceId: other._id });
  expect(await faults()).toEqual({
    failed: ["contacts tenant 0 1", "contacts rows 227 226", "invoices tenant 0 1"],
    differences: [
      "contacts 10 managerId tenant",
      "contacts 7 workspaceId ref",
      "invoices 7 contactId tenant",
    ],
  });
});

test("an id of another tenant within an array that the mapping does not fill -> the tenant rule", async () => {
  const [own, other] = [await verified.find("contacts", "7"), await verified.find("contacts", "8")];
  await change("invoices", "7", { seen: [own._id, other._id] });
  expect(await faults()).toEqual({
    failed: ["invoices tenant 0 1"],
    differences: ["invoices 7 seen[1] tenant"],
  });
});

test("a ref that the row does not have -> that ref", async () => {
  const other = await verified.find("contacts", "10");
  await change("contacts", "7", { managerId: other._id });
  expect((await faults()).differences).toEqual(["contacts 7 managerId ref"]);
});

test("another legacy id -> the row's own document, and no extra one", async () => {
  await change("invoices", "7", { legacyId: "1007" });
  expect(await faults()).toEqual({
    failed: ["invoices rows 120 119"],
    differences: ["invoices 7 legacyId value"],
  });
});

test("the legacy id of another row -> the row's own document, and both are told as doubled", async () => {
  await change("invoices", "7", { legacyId: "8" });
  expect(await faults()).toEqual({
    failed: ["invoices documents 120 119", "invoices doubled 0 1", "invoices rows 120 119"],
    differences: ["invoices 7 legacyId value", "invoices 8 doubled"],
  });
});

test("no legacy id -> the row's own document", async () => {
  await change("invoices", "7", { legacyId: undefined });
  expect(await faults()).toEqual({
    failed: ["invoices documents 120 119", "invoices rows 120 119"],
    differences: ["invoices 7 legacyId value"],
  });
});

test("documents of nobody's in a table that was empty, with and without legacy id -> extra, and not from this migration", async () => {
  const copy = await copyOf("invoices", "7");
  await add("invoices", { ...copy, legacyId: "1007" });
  await add("invoices", { ...copy, legacyId: undefined });
  const report = await verified.verify();
  expect(report.verification.differences.map(({ key, kind, reason }) => [key, kind, reason])).toEqual([
    ["", "extra", expect.stringContaining("not from this migration")],
    ["1007", "extra", expect.stringContaining("not from this migration")],
  ]);
  expect(faultsOf(report).failed).toEqual(["invoices documents 120 121", "invoices extra 0 2"]);
});

test("a document of nobody's in a table that was not empty -> counted, and no failure; one with an invented legacy id -> extra", async () => {
  await add("users", { email: "more@example.com" });
  await add("users", { email: "other@example.com", legacyId: "77" });
  const report = await verified.verify();
  expect(faultsOf(report)).toEqual({ failed: ["users extra 0 1"], differences: ["users 77 extra"] });
  expect(report.verification.compared.at(-1)).toMatchObject({ table: "users", notFromThisMigration: 0 });
});

test("an adopted document that keeps its own name -> nothing; one that was inserted and changed -> told", async () => {
  await change("users", "1", { name: "Ada again" });
  await change("users", "2", { name: "Changed" });
  expect((await faults()).differences).toEqual(["users 2 name value"]);
});

test("the values -> masked, unless they are asked for; encrypted ones never shown", async () => {
  await change("contacts", "8", { name: "x".repeat(300), balanceCents: 1n, accessToken: "forged" });
  const masked = await verified.verify();
  expect(JSON.stringify(masked)).not.toMatch(/Contact 8"|xxx|808/);
  const shown = await verified.verify({ showValues: true });
  expect(
    shown.verification.differences.map(({ field, expected, actual }) => [field, expected, actual]),
  ).toEqual([
    ["accessToken", undefined, undefined],
    ["balanceCents", "808", "1"],
    ["name", '"Contact 8"', `"${"x".repeat(199)}…`],
  ]);
});

test("put back as it was -> nothing is wrong any more", async () => {
  expect(await faults()).toEqual({ failed: [], differences: [] });
});
