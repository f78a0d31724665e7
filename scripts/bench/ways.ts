import type { Value } from "convex/values";
import type { Deployment } from "../../src/script/deployment.ts";
import { runMigration } from "../../src/script/runMigration.ts";
import { migrateByHand } from "./handWritten.ts";
import { openIo } from "./load.ts";
import type { Served } from "./servers/child.ts";

/** What all ways of loading are given. */
export type Both = { supabase: Served; convex: Served; tables: number };

/** A way of loading the generated tables. */
export type Way = {
  name: string;
  /** Loads all of them into empty tables. */
  load: (both: Both) => Promise<void>;
};

/** With the default settings, as `run` loads. It verifies nothing, for the script by hand does not either. */
export const OURS: Way = { name: "ours", load: ours({}) };

/** What ours is held against: the script that everyone writes by hand, and ours without one of its guards. */
export const OTHERS: readonly Way[] = [
  { name: "handWritten", load: async (both) => void (await migrateByHand(both)) },
  { name: "ledger", load: ours({ load: "guards:withoutLedger" }) },
  { name: "validation", load: ours({ load: "guards:withoutValidation" }) },
  {
    name: "refs",
    load: ours({
      plan: "withoutRefs:plan",
      begin: "withoutRefs:begin",
      load: "withoutRefs:load",
      advance: "withoutRefs:advance",
    }),
  },
];

/** @param others What is called in place of some of the functions of `migrations`. */
function ours(others: Readonly<Record<string, string>>): Way["load"] {
  return async ({ supabase, convex }) => {
    const io = openIo({ kind: "rest", ...supabase }, convex);
    const { deployment } = io;
    const calling: Deployment = {
      url: deployment.url,
      calls: deployment.calls,
      call<Answer>(path: string, args: Record<string, Value>): Promise<Answer> {
        const name = path.slice(path.indexOf(":") + 1);
        return deployment.call<Answer>(others[name] ?? path, args);
      },
    };
    await runMigration({ ...io, deployment: calling }, { startNew: true });
    await io.source.close();
  };
}
