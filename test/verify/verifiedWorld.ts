import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GenericId, Value } from "convex/values";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { MigrationIo } from "../../src/script/migrationIo.ts";
import type { Report } from "../../src/script/report.ts";
import { type Verifying, verifyLatest } from "../../src/script/verifyLatest.ts";
import { sharedSupabase } from "../pipeline/sharedSupabase.ts";
import { migrate, startWorld, type World } from "../pipeline/world.ts";

const APP = fileURLToPath(new URL("app", import.meta.url));
const SQL = readFileSync(new URL("verify.sql", import.meta.url), "utf8");
const KEY = Buffer.alloc(32, 7).toString("base64");

type Document = Record<string, Value | undefined> & { _id: GenericId<string> };

/** An app after its migration: 230 contacts of three workspaces, their invoices, and a user who was there before. */
export class VerifiedWorld {
  readonly supabase: EmbeddedSupabase;
  readonly world: World;

  private constructor(supabase: EmbeddedSupabase, world: World) {
    this.supabase = supabase;
    this.world = world;
  }

  static async start(): Promise<VerifiedWorld> {
    const supabase = await sharedSupabase(SQL);
    const world = await startWorld(supabase, APP);
    const started = new VerifiedWorld(supabase, world);
    await started.insert("users", { email: "ada@example.com", name: "Ada herself" });
    await started.insert("users", { email: "own@example.com" });
    await migrate(started.io());
    return started;
  }

  io(changes: Partial<MigrationIo> = {}): MigrationIo {
    return this.world.io({ encryptionKey: KEY, ...changes });
  }

  /** The variables that lead the script to both. */
  env(): Record<string, string> {
    return {
      CONVEX_SELF_HOSTED_URL: this.world.proxy.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: this.world.convex.adminKey,
      SUPABASE_URL: this.supabase.url,
      SUPABASE_SERVICE_ROLE_KEY: this.supabase.serviceRoleKey,
      MIGRATION_ENCRYPTION_KEY: KEY,
    };
  }

  async verify(how: Partial<Verifying> = {}, changes: Partial<MigrationIo> = {}): Promise<Report> {
    const { report } = await verifyLatest(this.io(changes), {
      seed: 1,
      full: { keep: async () => {} },
      ...how,
    });
    return report;
  }

  async find(table: string, legacyId: string): Promise<Document> {
    const all = await this.documents(table);
    const found = all.find((document) => document.legacyId === legacyId);
    if (found === undefined) throw new Error(`${table} ${legacyId} is not there`);
    return found;
  }

  documents(table: string): Promise<Document[]> {
    return this.world.convex.t.run(async ({ db }) => (await db.query(table).collect()) as Document[]);
  }

  insert(table: string, document: Record<string, Value | undefined>): Promise<GenericId<string>> {
    return this.world.convex.t.run(({ db }) => db.insert(table, document as never));
  }

  patch(id: GenericId<string>, changes: Record<string, Value | undefined>): Promise<void> {
    return this.world.convex.t.run(({ db }) => db.patch(id as never, changes as never));
  }

  remove(id: GenericId<string>): Promise<void> {
    return this.world.convex.t.run(({ db }) => db.delete(id as never));
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.supabase.stop();
  }
}

/** What a report says is wrong: failed checks with both figures, and differences by their places. */
export const faultsOf = ({ verification }: Report) => ({
  failed: verification.checks
    .filter(({ ok }) => !ok)
    .map(({ name, table, subject, expected, actual }) =>
      [table, name, subject, `${expected} ${actual}`].filter((part) => part !== undefined).join(" "),
    ),
  differences: verification.differences.map(({ table, key, field, kind }) =>
    [table, key, field, kind].filter((part) => part !== "").join(" "),
  ),
});
