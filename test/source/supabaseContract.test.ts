import { startSupabase } from "../../scripts/embedded/supabase.ts";
import { supabaseSource } from "../../src/source/supabase.ts";
import { describeSource } from "./contract.ts";

describeSource("Supabase", async (sql) => {
  const supabase = await startSupabase({ sql, maxRows: 5 });
  const source = supabaseSource({ url: supabase.url, serviceRoleKey: supabase.serviceRoleKey });
  const stop = async (): Promise<void> => {
    await source.close();
    await supabase.stop();
  };
  return { source, stop };
});
