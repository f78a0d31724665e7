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
  const { rows, documents, passDocuments, calls, bytes, seconds } = estimate;
  expect({ rows, documents, passDocuments, calls, bytes, seconds }).toEqual({
    ...{ rows: 1190, documents: 1040, passDocuments: 1000 },
    calls: {
      // 10 of 100 rows, 20 of 2 rows, 2 of up to 100.
      batches: 32,
      passes: 12,
      // Of posts and files the end, the ledger, pages and sampled batches.
      verification: 2 + 3 + 10 + (2 + 1 + 20),
      ...{ around: 13, total: 32 + 12 + 38 + 13 },
    },
    bytes: {
      sent: 200_000 + 20 * MIB + 15_000,
      documents: 2 * 200_000 + 20 * MIB,
      // Two indexes of Convex's own and one of the schema, written again by the pass.
      indexEntries: (2 * 1000 + 40) * 3 * 90,
      written: 2 * 200_000 + 20 * MIB + 550_800,
      read: 2 * 200_000 + 20 * MIB,
    },
    // 20.9 MiB at 4 MiB/s are slower than the rows; 1,000 documents at 400/s; 1,040 at 19,000/s.
    seconds: { load: 5.2, passes: 2.5, verification: 0.1, total: 7.8 },
  });
});

test.each([
  ["s16", 4, 25.1],
  ["s256", 8, 12.5],
  // 2,000 rows at 1,700 a second are slower than 64 MiB/s.
  ["d1024", 64, 1.6],
] as const)(
  "100 MiB on a deployment of class %s -> at most %d MiB/s, %d s",
  (deploymentClass, mib, seconds) => {
    const files = { ...planTable("files", ["id"], ["id"]), indexes: 0 };
    const estimate = estimateRun(
      [{ table: files, rows: 2000, bytesPerRow: (100 * MIB) / 2000 }],
      deploymentClass,
    );
    expect(estimate).toMatchObject({ deploymentClass, seconds: { load: seconds } });
    expect(estimate.basis).toContain(`at most ${mib} MiB/s`);
  },
);

test("a row larger than a batch may be -> a batch of its own", () => {
  const { calls } = estimateRun([{ table: POSTS, rows: 3, bytesPerRow: 2 * MIB }]);
  expect(calls.batches).toBe(3);
});

test("no rows -> nothing to do", () => {
  const { rows, calls, seconds } = estimateRun([{ table: POSTS, rows: 0, bytesPerRow: 0 }]);
  expect({ rows, batches: calls.batches, seconds: seconds.total }).toEqual({
    rows: 0,
    batches: 0,
    seconds: 0,
  });
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
