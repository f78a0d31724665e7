import { expect, test } from "vitest";
import { encryptionFindings } from "../../src/script/check/deploymentFindings.ts";
import { estimateRun } from "../../src/script/check/estimate.ts";
import { sampleBytes } from "../../src/script/check/sampleBytes.ts";
import { describePlan } from "../../src/script/preflight.ts";
import { planTable } from "../source/planTable.ts";
import { planOf } from "./checkedPlan.ts";
import { tablesInMemory } from "./tablesInMemory.ts";

const POSTS = planTable("posts", ["id"], ["id", "body"]);
const MIB = 1024 * 1024;

test("a table with a pass, one of large rows, a lookup -> calls, documents, bytes and seconds add up", () => {
  const estimate = estimateRun([
    { table: { ...POSTS, pass: "resolvePosts" }, rows: 1000, bytesPerRow: 200 },
    { table: planTable("files", ["id"], ["id"]), rows: 40, bytesPerRow: MIB / 2 },
    { table: { ...planTable("users", ["id"], ["id"]), lookup: true }, rows: 150, bytesPerRow: 100 },
  ]);
  expect({ ...estimate, basis: "" }).toEqual({
    rows: 1190,
    // 10 of 100 rows, 20 of 2 rows, 2 of up to 100.
    batches: 32,
    documents: 1040,
    passDocuments: 1000,
    sentBytes: 200_000 + 20 * MIB + 15_000,
    writtenBytes: 2 * 200_000 + 20 * MIB,
    readBytes: 2 * 200_000 + 20 * MIB,
    // Around: 13. Loads: 32. The pass: 10 and 2. Of posts and files the end, the ledger, pages and sampled batches.
    functionCalls: 13 + 32 + 12 + (2 + 3 + 10) + (2 + 1 + 20),
    // 20.19 MiB at 4 MiB/s are slower than the rows; 1,000 documents at 400/s; 1,040 at 19,000/s.
    seconds: 7.6,
    basis: "",
  });
});

test("a row larger than a batch may be -> a batch of its own", () => {
  const { batches } = estimateRun([{ table: POSTS, rows: 3, bytesPerRow: 2 * MIB }]);
  expect(batches).toBe(3);
});

test("no rows -> nothing to do", () => {
  const { rows, batches, seconds } = estimateRun([{ table: POSTS, rows: 0, bytesPerRow: 0 }]);
  expect({ rows, batches, seconds }).toEqual({ rows: 0, batches: 0, seconds: 0 });
});

test("a table of 1,000 rows -> the size is that of its first 200, and no more are read", async () => {
  const small = Array.from({ length: 200 }, (_, at) => ({ id: String(at), body: "" }));
  const large = Array.from({ length: 800 }, (_, at) => ({ id: String(200 + at), body: "x".repeat(9000) }));
  const source = tablesInMemory({ posts: [...small, ...large] }, undefined, 150);
  const { tables } = await describePlan({ source }, planOf([POSTS]));
  const [size] = await sampleBytes({ source }, tables);
  // {"id":"0","body":""} has 20 bytes, those of 10 to 99 have 21, those from 100 have 22.
  expect(size?.bytesPerRow).toBeCloseTo((10 * 20 + 90 * 21 + 100 * 22) / 200, 6);
});

const SECRETS = planOf([{ ...POSTS, encrypted: [{ column: "body", field: "body" }] }]);

test.each([
  ["no column is encrypted", planOf([POSTS]), undefined, []],
  ["the key is missing", SECRETS, undefined, [/is missing/]],
  ["the key is too short", SECRETS, "c2hvcnQ=", [/expected 32 bytes/]],
  ["the key is right", SECRETS, Buffer.alloc(32, 7).toString("base64"), []],
])("%s -> found, and the key is in no message", (_title, plan, key, messages) => {
  const findings = encryptionFindings(plan, key);
  expect(findings).toEqual(
    messages.map((message) => ({
      ...{ severity: "error", code: "ENCRYPTION_KEY", fix: "npx supabase-to-convex keygen" },
      message: expect.stringMatching(message),
    })),
  );
  expect(JSON.stringify(findings)).not.toContain(key ?? "c2hvcnQ=");
});
