import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import { type SyncIo, syncMigration } from "../../src/script/sync/syncMigration.ts";
import type { SyncReport } from "../../src/script/sync/syncReport.ts";
import type { HowToSync } from "../../src/script/sync/syncState.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { sharedSupabase } from "../pipeline/sharedSupabase.ts";
import { startWorld, type World } from "../pipeline/world.ts";

export const SYNC_APP = fileURLToPath(new URL("app", import.meta.url));
const SQL = readFileSync(new URL("source.sql", import.meta.url), "utf8");

/** An app whose source goes on changing after it was migrated. */
export type SyncWorld = World & {
  supabase: EmbeddedSupabase;
  /** Runs statements at the source, as its users do. */
  sql: (statements: string) => Promise<void>;
  syncIo: (changes?: Partial<SyncIo>) => SyncIo;
  sync: (how?: Partial<HowToSync>, changes?: Partial<SyncIo>) => Promise<SyncReport>;
  /** Names of the checks that fail. */
  failing: () => Promise<string[]>;
};

export async function startSyncWorld(app = SYNC_APP): Promise<SyncWorld> {
  const supabase = await sharedSupabase(SQL);
  const world = await startWorld(supabase, app);
  const syncIo = (changes: Partial<SyncIo> = {}): SyncIo => {
    const { source: _opened, ...io } = world.io();
    return {
      ...io,
      openSource: () =>
        prepareSource(
          supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey }),
          undefined,
        ),
      ...changes,
    };
  };
  return {
    ...world,
    ...{ supabase, syncIo },
    sql: async (statements) => void (await supabase.db.exec(statements)),
    sync: ({ deletes = false, full = false } = {}, changes = {}) =>
      syncMigration(syncIo(changes), { deletes, full }),
    failing: async () => {
      const { report } = await verifyLatest(world.io(), { seed: 1, showValues: false });
      const { checks } = report.verification;
      return checks
        .filter(({ ok }) => !ok)
        .map(({ name, table, expected, actual }) => `${table} ${name} ${expected} ${actual}`);
    },
    stop: async () => {
      await world.stop();
      await supabase.stop();
    },
  };
}

/** Documents of a table by legacy id, without the ids that Convex gives them: refs as the legacy id they point at. */
export async function told({ convex }: SyncWorld, table: string): Promise<Record<string, unknown>> {
  return convex.t.run(async ({ db }) => {
    const documents: Record<string, unknown> = {};
    for (const { _id, _creationTime, legacyId, ...rest } of await db.query(table).collect()) {
      const fields: Record<string, unknown> = {};
      for (const [field, value] of Object.entries(rest)) {
        const parent =
          /Id$/.test(field) && !field.startsWith("legacy") ? await db.get(value as never) : undefined;
        fields[field] =
          parent === undefined ? value : ((parent as { legacyId?: string } | null)?.legacyId ?? "nothing");
      }
      documents[String(legacyId)] = fields;
    }
    return documents;
  });
}

/** What of each table a report says that is not zero. */
export const changes = ({ tables }: SyncReport): Record<string, object> =>
  Object.fromEntries(
    tables.flatMap(
      ({
        target,
        read: _read,
        unchanged: _same,
        source: _source,
        watermark: _to,
        gone: _gone,
        ...counts
      }) => {
        const some = Object.entries(counts).filter(([, count]) => count !== 0);
        return some.length === 0 ? [] : [[target, Object.fromEntries(some)]];
      },
    ),
  );
