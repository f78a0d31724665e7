import { VARIABLES } from "./environment.ts";
import { EXIT_CODES } from "./exitCodes.ts";

/** Printed after the options of every command. */
export const SHARED_HELP = `
Environment, read after the options, then from .env.local and .env:
${list(VARIABLES.map(({ name, meaning }) => [name, meaning]))}

Exit codes:
${list(Object.entries(EXIT_CODES))}`;

const EXAMPLES = {
  program: [
    ["npx supabase-to-convex init", "schema and mapping, drafted from the tables of Supabase"],
    ["npx supabase-to-convex check", "what would stand in the way; writes nothing"],
    ["npx supabase-to-convex run --dry-run", "what would happen, row by row; writes nothing"],
    ["npx supabase-to-convex run", "load, resolve ids, verify; after Ctrl-C the same again goes on"],
    ["npx supabase-to-convex pack --import", "instead of run, into empty tables: npx convex import does it"],
    ["npx supabase-to-convex rejects", "which rows were not migrated, and what to do"],
    ["npx supabase-to-convex rejects --retry", "once they are corrected: try them again"],
    ["npx supabase-to-convex sync", "rows that are new or changed at the source since"],
    ["npx supabase-to-convex verify --full", "every row compared with its document"],
    ["npx supabase-to-convex finish", "once nothing is open: clears legacy fields, closes the run"],
    ["npx supabase-to-convex undo --dry-run", "what would be deleted and restored to take the run back"],
    ["npx supabase-to-convex verify --json > verified.json", "for a script"],
  ],
  init: [
    ["npx supabase-to-convex init", "all tables, into convex/"],
    [
      "npx supabase-to-convex init --database-url $DATABASE_URL",
      "from Postgres, which tells more than the API",
    ],
    ["npx supabase-to-convex init --schema public crm --exclude logs", "some of the tables"],
    ["npx supabase-to-convex init --force", "once more, over the earlier draft"],
  ],
  check: [
    ["npx supabase-to-convex check", "mapping, schema, source and deployment held against one another"],
    ["npx supabase-to-convex check --scan", "and every row tried"],
    ["npx supabase-to-convex check --json", "one JSON document, for a script"],
  ],
  run: [
    ["npx supabase-to-convex run", "start a run, or go on with the open one"],
    ["npx supabase-to-convex run --dry-run", "try every row, write nothing"],
    ["npx supabase-to-convex run --source postgres", "from DATABASE_URL, all tables as of one moment"],
    ["npx supabase-to-convex run --from dump", "from the folder that export wrote"],
    ["npx supabase-to-convex run --new", "leave the open run and start over"],
    ["npx supabase-to-convex run --open", "and watch the report grow in a browser"],
    ["npx supabase-to-convex run --json > report.json", "progress stays on the terminal"],
  ],
  pack: [
    ["npx supabase-to-convex pack --out moved.zip", "the ZIP alone; writes nothing to Convex"],
    ["npx supabase-to-convex pack --import", "and imports it: says what it replaces, asks, verifies"],
    ["npx supabase-to-convex pack --created-at contacts=inserted_at", "creation times from another column"],
    ["npx supabase-to-convex pack --from dump --json", "from the folder that export wrote, for a script"],
  ],
  export: [
    ["npx supabase-to-convex export --out dump", "all tables of public; from Postgres as of one moment"],
    ["npx supabase-to-convex export --out dump --table auth.users", "and the users, beside what is there"],
    ["npx supabase-to-convex export --out dump --gzip --exclude logs events", "packed, without two of them"],
    ["npx supabase-to-convex run --from dump", "what the folder is for"],
  ],
  keygen: [
    ["npx supabase-to-convex keygen", "a line for .env.local, with a key of 32 random bytes"],
    ["npx supabase-to-convex keygen --json", "for a script"],
  ],
  rejects: [
    ["npx supabase-to-convex rejects", "in groups, one by one, and what to do about each code"],
    ["npx supabase-to-convex rejects --table contacts --rows", "with the rows themselves"],
    ["npx supabase-to-convex rejects --json > rejects.json", "all of them, for a script"],
    [
      "npx supabase-to-convex rejects --retry",
      "once corrected at the source or in the mapping: try them again",
    ],
  ],
  status: [
    ["npx supabase-to-convex status", "tables, passes, and what to do now"],
    ["npx supabase-to-convex status --rejects", "each row that was not migrated, and why"],
  ],
  sync: [
    [
      "npx supabase-to-convex sync",
      "rows that are new or changed; says which documents have no row any more",
    ],
    ["npx supabase-to-convex sync --delete", "and deletes those"],
    ["npx supabase-to-convex sync --watch", "goes on until Ctrl-C, so that the switch takes minutes"],
    ["npx supabase-to-convex sync --full", "every row compared, whatever its updated_at says"],
    ["npx supabase-to-convex sync --json > synced.json", "for a script"],
  ],
  undo: [
    ["npx supabase-to-convex undo --dry-run", "what would be undone, table by table"],
    ["npx supabase-to-convex undo", "says the same, asks, and does it; after Ctrl-C the same again goes on"],
    ["npx supabase-to-convex undo --force", "documents too that were changed in Convex since"],
    ["npx supabase-to-convex undo --yes --json", "for a script"],
  ],
  finish: [
    ["npx supabase-to-convex finish", "says what is open, or asks and closes the run"],
    ["npx supabase-to-convex finish --accept rejects,unresolved", "though some rows were left behind"],
    ["npx supabase-to-convex finish --drop-legacy-ids", "the ids of Supabase are not needed any more"],
    ["npx supabase-to-convex finish --yes --json", "for a script"],
  ],
  verify: [
    ["npx supabase-to-convex verify", "a new sample each time"],
    ["npx supabase-to-convex verify --seed 7", "the same sample each time"],
    ["npx supabase-to-convex verify --full", "every row, every field, exact sums"],
    ["npx supabase-to-convex verify --full --resume", "go on with one that was interrupted"],
  ],
} as const;

export const examples = (of: keyof typeof EXAMPLES): string => `\nExamples:\n${list(EXAMPLES[of])}`;

function list(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
