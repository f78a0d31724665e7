import { runScript } from "../../scripts/embedded/psqlScript.ts";
import { type EmbeddedSupabase, startSupabase } from "../../scripts/embedded/supabase.ts";
import { grantsOn } from "../../scripts/embedded/supabasePrelude.ts";

let shared: Promise<EmbeddedSupabase> | undefined;

/**
 * A Supabase with these tables alone, in its public schema: the one of this process, emptied. To start one takes seconds. It
 * belongs to the caller until the next call, and goes on when it is stopped.
 */
export async function sharedSupabase(...sql: string[]): Promise<EmbeddedSupabase> {
  shared ??= startSupabase();
  const supabase = await shared;
  await supabase.db.exec(
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT ALL ON SCHEMA public TO public",
  );
  for (const script of sql) await runScript(supabase.db, script);
  await supabase.db.exec(grantsOn(["public"]));
  return { ...supabase, stop: async () => {} };
}
