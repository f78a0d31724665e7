import { startSupabase } from "../../scripts/embedded/supabase.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { describeSource, type OpenedSource } from "./contract.ts";
import { describeSince } from "./sinceContract.ts";

async function open(sql: string): Promise<OpenedSource> {
  const supabase = await startSupabase({ sql, maxRows: 5 });
  const source = supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey });
  const stop = async (): Promise<void> => {
    await source.close();
    await supabase.stop();
  };
  return { source, stop };
}

describeSource("Supabase", open);
describeSince("Supabase", open);
