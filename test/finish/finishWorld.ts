import { fileURLToPath } from "node:url";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import { verifyLatest } from "../../src/script/verifyLatest.ts";
import { finishMigration, type HowToFinish, lookAtGate } from "../../src/script/finishMigration.ts";
import type { OpenIssue } from "../../src/shared/finish.ts";
import type { Status } from "../../src/shared/status.ts";
import { sharedSupabase } from "../pipeline/sharedSupabase.ts";
import { startWorld, type World } from "../pipeline/world.ts";

export const APP = fileURLToPath(new URL("app", import.meta.url));
export const ENCRYPTION_KEY = Buffer.alloc(32, 3).toString("base64");
export const KEEP: HowToFinish = { accept: [], dropLegacyIds: false };

const SQL = `
  CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL);
  CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, reply_to bigint, title text);
  CREATE TABLE members (org text, number bigint, inviter bigint, name text NOT NULL, PRIMARY KEY (org, number));
  CREATE TABLE tokens (id bigint PRIMARY KEY, secret text NOT NULL);
  INSERT INTO authors SELECT n, 'Author ' || n FROM generate_series(1, 20) AS n;
  INSERT INTO posts SELECT n, 1 + n % 20, 1 + (n * 7) % 60, 'Post ' || n FROM generate_series(1, 60) AS n;
  INSERT INTO members SELECT 'acme,eu', n, NULLIF(n + 1, 13), 'Member ' || n FROM generate_series(1, 12) AS n;
  INSERT INTO tokens VALUES (1, 'secret-one'), (2, 'secret-two');
`;

/** Everything that the example has, and what is wrong with it besides. */
export async function startFinishWorld(
  wrong = "",
  app = APP,
): Promise<{ supabase: EmbeddedSupabase; world: World }> {
  const supabase = await sharedSupabase(SQL, wrong);
  return { supabase, world: await startWorld(supabase, app) };
}

export const statusOf = (world: World): Promise<Status> =>
  world.io().deployment.call<Status>("migrations:status", {});

/** Every row compared, as `verify --full` does it. @returns Whether all is well. */
export async function verifyFull(world: World): Promise<boolean> {
  const io = world.io({ encryptionKey: ENCRYPTION_KEY });
  const { report } = await verifyLatest(io, { seed: 1, full: { keep: async () => {} } });
  return report.verification.ok;
}

export const codesOf = async (world: World, how: HowToFinish = KEEP): Promise<OpenIssue["code"][]> =>
  (await lookAtGate(world.io(), how)).open.map(({ code }) => code);

export const finishIt = (world: World, how: HowToFinish = KEEP, signal?: AbortSignal) =>
  finishMigration(world.io(signal === undefined ? {} : { signal }), how);

type Stored = Record<string, Record<string, unknown>[]>;
const TABLES = ["authors", "posts", "members", "tokens"];

/** Every document of the app. */
export const documentsOf = ({ convex }: World): Promise<Stored> =>
  convex.t.run(async ({ db }) => {
    const found = TABLES.map(async (table) => [table, await db.query(table as never).collect()] as const);
    return Object.fromEntries(await Promise.all(found)) as Stored;
  });

/** The same documents without some of their fields. */
export const without = (stored: Stored, fieldsOf: (table: string) => readonly string[]): Stored =>
  Object.fromEntries(
    Object.entries(stored).map(([table, documents]) => [
      table,
      documents.map((document) =>
        Object.fromEntries(Object.entries(document).filter(([field]) => !fieldsOf(table).includes(field))),
      ),
    ]),
  );
