import type { ServeOptions } from "./serveOptions.ts";
import type { Servers } from "./startServers.ts";

/** Where the servers are and how to use them, as text or as one JSON object. */
export function printServers({ convex, supabase }: Servers, options: ServeOptions): string {
  const env = {
    CONVEX_SELF_HOSTED_URL: convex.url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: convex.adminKey,
    ...(supabase ? { SUPABASE_URL: supabase.url, SUPABASE_SERVICE_ROLE_KEY: supabase.serviceRoleKey } : {}),
  };
  const next = supabase ? "npx supabase-to-convex run --dry-run" : "npx convex run migrations:run";
  if (options.json) {
    const answer = {
      convex: { url: convex.url, adminKey: convex.adminKey },
      supabase: supabase ? { url: supabase.url, serviceRoleKey: supabase.serviceRoleKey } : null,
      env,
      next,
    };
    return `${JSON.stringify(answer)}\n`;
  }
  // Quoted, because a shell takes the bar in an admin key for a pipe; .env files allow quotes as well.
  const lines = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  return [
    `Convex serves ${options.app} at ${convex.url}, admin key ${convex.adminKey}`,
    ...(supabase ? [`Supabase serves ${options.sql.join(", ")} at ${supabase.url}`] : []),
    "",
    "For .env.local, or with export before each line:",
    ...lines,
    "",
    `Next, in another terminal: ${next}`,
    "Stop with Ctrl-C; the data goes with it.",
    "",
  ].join("\n");
}
