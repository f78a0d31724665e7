import { expect, test } from "vitest";
import type { Report } from "../../../src/script/report.ts";
import { wholeRun } from "../../../src/script/wholeRun.ts";
import type { Fault } from "../../pipeline/faultProxy.ts";
import { migrate } from "../../pipeline/world.ts";
import { comparable, type StoredDocument } from "../expectations.ts";
import { type Given, type Scenario, scriptsOf } from "../openScenario.ts";
import { describeScenario, migratedFrom } from "../scenario.ts";
import { expectedOf, targetOf } from "../targetOf.ts";

const scenario: Scenario = {
  name: "recordings",
  seeded: ["users", "banks", "bankMemberships", "vaults", "recordings"],
};
const expected = expectedOf<{
  progress: {
    firstProfile: Record<string, number>;
    window: { keys: string[]; rows: number };
    beforeRun: Record<string, number>;
    afterRun: Record<string, number | string>;
  };
  orphans: { table: string; key: string; column: string; missing: string }[];
  unchanged: { recordings: Record<string, unknown>[] };
  isolation: Record<string, unknown> & { userA: string; userB: string; ofB: Record<string, number> };
}>("recordings");

type Call = { key: string; title: string | null; hasOwner: boolean };
type Moment = { calls: Call[]; recordings: StoredDocument[] };

const momentOf = async (given: Given): Promise<Moment> => ({
  calls: await given.query<Call>(
    `select recording_id::text as key, title, exists (select from auth.users where id = user_id) as "hasOwner"
     from public.fathom_calls`,
  ),
  recordings: (await targetOf(scenario, given)).stored.recordings ?? [],
});

let before: Moment;
let callsInWindow: number;

const [firstProfile, window = ""] = scriptsOf(scenario.name);

/** Migrates, and writes the rows of the window when the first batch of recordings has landed. */
async function migrateMeanwhile(given: Given): Promise<Report> {
  let open = true;
  const writeInWindow: Fault = async (_call, { forward, answer }) => {
    open = false;
    const { status, text } = await forward();
    await given.query(window);
    callsInWindow = (await momentOf(given)).calls.length;
    answer(status, text);
  };
  given.world.proxy.plan = ({ path, args }) =>
    open && path === "migrations:load" && args.table === "recordings" ? writeInWindow : undefined;
  return migrate(given.io());
}

const migrated = describeScenario({
  ...scenario,
  walk: async (given) => {
    before = await momentOf(given);
    return migrateMeanwhile(given);
  },
});

const after = (): Promise<Moment> => momentOf(migrated());
const legacyIdsOf = (recordings: StoredDocument[]) =>
  new Set(recordings.flatMap(({ legacyRecordingId: id }) => (id === undefined ? [] : [String(id)])));
const externalIdOf = ({ sourceMetadata }: StoredDocument): unknown =>
  (sourceMetadata as { external_id?: string }).external_id;

/** How far a migration is, whatever else is in the target. */
function progressOf({ calls }: Pick<Moment, "calls">, { recordings }: Pick<Moment, "recordings">) {
  const there = legacyIdsOf(recordings);
  const missing = calls.filter(({ key }) => !there.has(key));
  return {
    sourceRows: calls.length,
    sourceRowsWithOwner: calls.filter(({ hasOwner }) => hasOwner).length,
    alreadyMigrated: calls.length - missing.length,
    unmigrated: missing.length,
    unmigratedNonOrphans: missing.filter(({ hasOwner }) => hasOwner).length,
    missingExternalId: recordings.filter((recording) => externalIdOf(recording) === undefined).length,
    recordingsWithLegacyId: there.size,
  };
}

test("the figures of the first profile, with the rows of the window, and after the run", async () => {
  const now = await after();
  const { naivePercentIs: _explained, ...afterRun } = expected.progress.afterRun;
  expect(progressOf(before, before)).toMatchObject(expected.progress.firstProfile);
  expect(callsInWindow).toBe(expected.progress.beforeRun.sourceRows);
  expect(progressOf(now, before)).toEqual(expected.progress.beforeRun);

  const { stored } = migrated();
  const members = new Set((stored.bankMemberships ?? []).map(({ bankId, userId }) => `${bankId} ${userId}`));
  const progress = progressOf(now, now);
  const keys = new Set(now.calls.map(({ key }) => key));
  expect({
    ...progress,
    bankMembershipViolations: now.recordings.filter(
      ({ bankId, ownerUserId }) => !members.has(`${bankId} ${ownerUserId}`),
    ).length,
    extraRecordings: now.recordings.filter(({ legacyRecordingId: id }) => !keys.has(String(id))).length,
    naivePercent: ((100 * progress.recordingsWithLegacyId) / progress.sourceRowsWithOwner).toFixed(2),
  }).toMatchObject(afterRun);
});

test("the rows that were written while the run went on are there", async () => {
  const there = legacyIdsOf(migrated().stored.recordings ?? []);
  const { keys, rows } = expected.progress.window;
  expect(keys.filter((key) => there.has(key)).length).toBe(rows);
});

test("titles, vaults and payloads are as many as expected", async () => {
  const { calls, recordings } = await after();
  const titles = new Map(calls.map(({ key, title }) => [key, title]));
  const earlier = new Map(before.recordings.map(({ _id, title }) => [_id, title]));
  const fromCalls = recordings.filter(({ legacyRecordingId: id }) => titles.has(String(id)));
  const sourceTitle = ({ legacyRecordingId: id }: StoredDocument) => titles.get(String(id)) ?? "";
  expect({
    titlesDefaulted: fromCalls.filter(({ title }) => title === "Untitled recording").length,
    titlesTrimmed: fromCalls.filter(
      (recording) =>
        recording.title === sourceTitle(recording).trim() && recording.title !== sourceTitle(recording),
    ).length,
    titlesTrimmedAmongAlreadyMigrated: recordings.filter(
      ({ _id, title }) => earlier.has(_id) && earlier.get(_id) !== title,
    ).length,
    pinned: recordings.filter(({ pinned }) => pinned === true).length,
    withoutVault: fromCalls.filter(({ vaultId }) => vaultId === undefined).length,
    withRawPayload: fromCalls.filter(({ rawPayload }) => rawPayload !== undefined).length,
  }).toEqual(expected.figures);
});

test("each recording's external id is its own legacy id, those included that were there before", () => {
  const recordings = migrated().stored.recordings ?? [];
  expect(recordings.map(externalIdOf)).toEqual(recordings.map(({ legacyRecordingId: id }) => id));
});

test("recordings that never came from this source are as they were, in every field", () => {
  const extras = ({ recordings }: Pick<Moment, "recordings">): StoredDocument[] => {
    const named = new Set(expected.unchanged.recordings.map(({ legacyRecordingId: id }) => id));
    return recordings.filter(({ legacyRecordingId: id }) => named.has(id));
  };
  const now = extras({ recordings: migrated().stored.recordings ?? [] });
  expect(now).toEqual(extras(before));
  expect(now).toMatchObject(expected.unchanged.recordings);
});

test("the three orphans are listed with the parent that is missing, and nothing else is", async () => {
  const orphans = await migrated().listed("orphan");
  expect(
    orphans.map(({ source, key, field, parent }) => ({ source, key, field, parent: parent?.key })),
  ).toEqual(
    expected.orphans.map(({ table, key, missing }) => ({
      ...{ source: table, key, parent: missing },
      field: "ownerUserId",
    })),
  );
  expect(await migrated().listed("reject")).toEqual(expected.rejects);
  expect(migrated().report).toMatchObject({ ok: true, complete: false });
});

test("a user sees the recordings of the banks that the user is a member of, and none of another's", () => {
  const { stored } = migrated();
  const { userA, userB } = expected.isolation;
  const idOf = (legacyId: string) => stored.users?.find((user) => user.legacyId === legacyId)?._id;
  const banksOf = (legacyId: string): Set<unknown> =>
    new Set(
      stored.bankMemberships?.filter(({ userId }) => userId === idOf(legacyId)).map(({ bankId }) => bankId),
    );
  const seenBy = (legacyId: string): StoredDocument[] => {
    const banks = banksOf(legacyId);
    return stored.recordings?.filter(({ bankId }) => banks.has(bankId)) ?? [];
  };
  const ownedBy = (legacyId: string, recordings: StoredDocument[]): StoredDocument[] =>
    recordings.filter(({ ownerUserId }) => ownerUserId === idOf(legacyId));
  const ofB = ownedBy(userB, seenBy(userB)).map(({ legacyRecordingId: id }) => String(id));
  const earlier = legacyIdsOf(before.recordings);
  const inWindow = new Set(expected.progress.window.keys);
  const { by: _described, ...isolation } = expected.isolation;
  expect({
    ...{ userA, userB },
    recordingsOfA: seenBy(userA).length,
    recordingsOfB: seenBy(userB).length,
    userBSeesOfA: ownedBy(userA, seenBy(userB)).length,
    userASeesOfB: ownedBy(userB, seenBy(userA)).length,
    banksOfB: banksOf(userB).size,
    vaultsOfB: stored.vaults?.filter(({ bankId }) => banksOf(userB).has(bankId)).length,
    ofB: {
      alreadyMigrated: ofB.filter((id) => earlier.has(id)).length,
      unmigratedAtFirstProfile: ofB.filter((id) => !earlier.has(id) && !inWindow.has(id)).length,
      window: ofB.filter((id) => inWindow.has(id)).length,
    },
  }).toEqual(isolation);
});

test("from Postgres, whose snapshot does not see the rows of the window -> run --new brings them", {
  timeout: 240_000,
}, async () => {
  const reports: Report[] = [];
  const walk = async (given: Given): Promise<Report> => {
    reports.push(await migrateMeanwhile(given));
    const again = await wholeRun(given.io(), { startNew: true, seed: 1 });
    reports.push(again.report);
    return again.report;
  };
  const twice = await migratedFrom(scenario, "Postgres", [firstProfile], walk);
  try {
    const told = reports.map(({ tables, verification }) => {
      const calls = tables.find(({ source }) => source === "fathom_calls");
      return {
        ...{ rows: calls?.sourceRows, inserted: calls?.inserted, matched: calls?.matched },
        ...{ ok: verification.ok, unmigrated: verification.unmigratedNonOrphans },
      };
    });
    expect(told).toEqual([
      { rows: 1548, inserted: 13, matched: 1532, ok: true, unmigrated: 0 },
      { rows: 1557, inserted: 9, matched: 1545, ok: true, unmigrated: 0 },
    ]);
    expect(comparable(twice.target, [])).toEqual(comparable(migrated().target, []));
  } finally {
    await twice.stop();
  }
});
