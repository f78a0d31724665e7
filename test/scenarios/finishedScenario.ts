import { expect } from "vitest";
import { finishMigration, lookAtGate } from "../../src/script/finishMigration.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import type { Acceptable } from "../../src/shared/finish.ts";
import type { Status } from "../../src/shared/status.ts";
import type { Stored } from "./expectations.ts";

export type LastSteps = {
  io: () => MigrationIo;
  stored: () => Promise<Stored>;
  /** What stays behind with its owner's consent. */
  accept?: readonly Acceptable[];
  dropLegacyIds?: boolean;
};

/**
 * The last steps of a migration: without the proof the gate is shut, with it all is open; then every document is what it
 * was, without the fields that are cleared.
 */
export async function finishScenario({
  io,
  stored,
  accept = [],
  dropLegacyIds = false,
}: LastSteps): Promise<void> {
  const how = { accept, dropLegacyIds };
  expect((await lookAtGate(io(), how)).open.map(({ code }) => code)).toEqual(["NOT_VERIFIED"]);
  const { report } = await verifyLatest(io(), { seed: 1, full: { keep: async () => {} } });
  expect(report.ok).toBe(true);
  const { open, tables } = await lookAtGate(io(), how);
  expect(open).toEqual([]);
  const before = await stored();
  await finishMigration(io(), how);
  const cleared = new Map(tables.map(({ table, clears }) => [table, new Set(clears)]));
  const expected = Object.entries(before).map(([table, documents]) => [
    table,
    documents.map((document) =>
      Object.fromEntries(Object.entries(document).filter(([field]) => !cleared.get(table)?.has(field))),
    ),
  ]);
  expect(await stored()).toEqual(Object.fromEntries(expected));
  const { run } = await io().deployment.call<Status>("migrations:status", {});
  expect(run?.state).toBe("finished");
}
