import { readFileSync } from "node:fs";
import { decrypt } from "../../src/client/decrypt.ts";
import type { Expected, StoredDocument, Target } from "./expectations.ts";
import type { Given, Scenario } from "./openScenario.ts";

export const expectedOf = <More>(name: string): Expected & More =>
  JSON.parse(readFileSync(new URL(`${name}/expected.json`, import.meta.url), "utf8")) as Expected & More;

/** The target as it is now. */
export async function targetOf({ name, encryptionKey }: Scenario, { world, before }: Given): Promise<Target> {
  const { targetAfter, legacyId } = expectedOf<object>(name);
  const stored = await world.convex.t.run(async ({ db }) => {
    const all: Record<string, StoredDocument[]> = {};
    for (const table of Object.keys(targetAfter)) all[table] = await db.query(table).collect();
    return all;
  });
  const opened = new Map<string, string>();
  for (const [table, documents] of Object.entries(stored)) {
    for (const document of documents) {
      const at = { key: encryptionKey, table, legacyId: document[legacyId.default.field] as string };
      for (const [field, value] of Object.entries(document)) {
        if (encryptionKey === undefined || typeof value !== "string" || !value.startsWith("stc1.")) continue;
        opened.set(value, await decrypt(value, { ...at, field }));
      }
    }
  }
  return { stored, legacyId, before, opened };
}
