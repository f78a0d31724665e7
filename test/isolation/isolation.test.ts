import type { GenericId } from "convex/values";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/script/report.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import type { Check } from "../../src/script/verifiedTable.ts";
import type { World } from "../pipeline/world.ts";
import { newFolder, SCRIPT, start } from "../cli/cliProcess.ts";
import { ADA, BEN, CAM, type Recordings, startRecordings } from "./recordingsWorld.ts";

let recordings: Recordings;
let world: World;
let report: Report;
beforeAll(async () => {
  recordings = await startRecordings();
  ({ world, report } = recordings);
});
afterAll(() => recordings?.stop());

const isolationIn = ({ verification }: Report): Check[] =>
  verification.checks.filter(({ name }) => name === "isolation");
const isolation = async (): Promise<Check[]> =>
  isolationIn((await verifyLatest(world.io(), { seed: 1 })).report);

const held = (subject: string, documents: number): Check => ({
  ...{ name: "isolation", table: "recordings", subject, ok: true },
  ...{ expected: `${documents} of their own, 0 of others`, actual: `${documents} of their own, 0 of others` },
});
const WHOLE = [
  held(`recordings:list as ${ADA}`, 230),
  held(`recordings:list as ${BEN}`, 3),
  held(`recordings:list as ${CAM}`, 0),
  held(`recordings:pages as ${ADA}`, 230),
  held(`recordings:home as ${BEN}`, 3),
];
/** Of the checks those that do not hold, in short. */
const failed = (checks: Check[]) =>
  checks
    .filter(({ ok }) => !ok)
    .map(({ subject, expected, actual, detail }) => [subject, `${expected} / ${actual}`, detail]);

test("migrated + each user asks -> all that is theirs, rejects and skipped rows apart, and nothing else", () => {
  expect(isolationIn(report)).toEqual(WHOLE);
  expect(report).toMatchObject({ ok: true, complete: false });
});

test("verify, twice -> the same, and nothing was written", async () => {
  const before = await world.convex.t.run(({ db }) => db.query("recordings").collect());
  expect(await isolation()).toEqual(WHOLE);
  expect(await isolation()).toEqual(WHOLE);
  expect(await world.convex.t.run(({ db }) => db.query("recordings").collect())).toEqual(before);
});

test("the report + the identities that were taken -> the subject alone is told", () => {
  expect(JSON.stringify(report)).not.toContain("ada@example.com");
});

/** The command itself, as a process. */
function verifyCommand() {
  const { supabase } = recordings;
  const env = {
    ...{ CONVEX_SELF_HOSTED_URL: world.convex.url, CONVEX_SELF_HOSTED_ADMIN_KEY: world.convex.adminKey },
    ...{ SUPABASE_URL: supabase.url, SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey },
  };
  return start(process.execPath, [SCRIPT, "verify"], env, newFolder()).ended;
}

describe("a target that was tampered with", () => {
  type Db = Parameters<Parameters<World["convex"]["t"]["run"]>[0]>[0]["db"];
  const tamper = <T>(work: (db: Db) => Promise<T>): Promise<T> => world.convex.t.run(({ db }) => work(db));
  const recording = (db: Db, legacyId: string) =>
    db
      .query("recordings")
      .filter((q) => q.eq(q.field("legacyId"), legacyId))
      .unique();
  const userId = async (db: Db, legacyId: string | undefined): Promise<GenericId<"users">> => {
    const users = await db.query("users").collect();
    return users.find((user) => user.legacyId === legacyId)?._id as GenericId<"users">;
  };

  let undo: ((db: Db) => Promise<unknown>) | undefined;
  afterEach(async () => {
    if (undo !== undefined) await tamper(undo);
    undo = undefined;
    expect(await isolation()).toEqual(WHOLE);
  });

  test("a document's owner is another now -> missing for the one, foreign for the other", async () => {
    await tamper(async (db) => {
      const document = await recording(db, "7");
      await db.patch(document?._id, { ownerId: await userId(db, BEN) });
      undo = (after) => after.patch(document?._id, { ownerId: document?.ownerId });
    });
    const [lost, gained] = [
      [
        "230 of their own, 0 of others / 229 of their own, 0 of others",
        "1 document of their own not shown to them (7)",
      ],
      ["3 of their own, 0 of others / 3 of their own, 1 of others", "1 document of others shown to them (7)"],
    ] as const;
    const { code, out } = await verifyCommand();
    expect(code).toBe(3);
    expect(out.split("\n")).toContain(
      `recordings: documents that a user is shown (recordings:list as ${BEN}): expected ${gained[0].replace(" / ", ", found ")}: ${gained[1]}`,
    );
    expect(failed(await isolation())).toEqual([
      [`recordings:list as ${ADA}`, ...lost],
      [`recordings:list as ${BEN}`, ...gained],
      [`recordings:pages as ${ADA}`, ...lost],
      [`recordings:home as ${BEN}`, ...gained],
    ]);
  });

  test("a document is gone -> its owner is not shown it", async () => {
    await tamper(async (db) => {
      const { _id, _creationTime, ...document } = (await recording(db, "1002")) ?? {};
      await db.delete(_id);
      undo = (after) => after.insert("recordings", document);
    });
    const told = "3 of their own, 0 of others / 2 of their own, 0 of others";
    const detail = "1 document of their own not shown to them (1002)";
    expect(failed(await isolation())).toEqual([
      [`recordings:list as ${BEN}`, told, detail],
      [`recordings:home as ${BEN}`, told, detail],
    ]);
  });

  test("a document is doubled -> its owner is shown it more than once", async () => {
    await tamper(async (db) => {
      const { _id, _creationTime, ...document } = (await recording(db, "1002")) ?? {};
      const twin = await db.insert("recordings", document);
      undo = (after) => after.delete(twin);
    });
    const told = "3 of their own, 0 of others / 4 of their own, 0 of others";
    const detail = "1 document of their own shown more than once (1002)";
    expect(failed(await isolation())).toEqual([
      [`recordings:list as ${BEN}`, told, detail],
      [`recordings:home as ${BEN}`, told, detail],
    ]);
  });

  test("documents that are new in Convex -> told, and they fail nothing", async () => {
    await tamper(async (db) => {
      const id = await db.insert("recordings", { ownerId: await userId(db, CAM), title: "New" });
      const odd = await db.insert("recordings", {
        legacyId: "999",
        ownerId: await userId(db, BEN),
        title: "Odd",
      });
      undo = async (after) => {
        await after.delete(id);
        await after.delete(odd);
      };
    });
    const checks = await isolation();
    expect(failed(checks)).toEqual([]);
    const detail = "1 document shown without a row at the source";
    expect(checks.map((check) => check.detail)).toEqual([undefined, detail, detail, undefined, detail]);
  });
});
