import { citext } from "@electric-sql/pglite/contrib/citext";
import { hstore } from "@electric-sql/pglite/contrib/hstore";
import { ltree } from "@electric-sql/pglite/contrib/ltree";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { uuid_ossp } from "@electric-sql/pglite/contrib/uuid_ossp";
import type { PGlite } from "@supabase/lite/pglite";
import { AUTH_SCHEMA } from "./supabaseAuthSchema.ts";

/** Extensions that Supabase projects use and that PGlite can load; `CREATE EXTENSION` switches them on. */
export const EXTENSIONS = { citext, hstore, ltree, pg_trgm, pgcrypto, unaccent, uuid_ossp };

const ROLES = {
  anon: "NOLOGIN",
  authenticated: "NOLOGIN",
  // Row level security hides no row from this role, which is what a service role key stands for.
  service_role: "NOLOGIN BYPASSRLS",
  authenticator: "NOLOGIN",
  supabase_admin: "NOLOGIN",
};

const CREATES_AUTH = /create\s+schema\s+(?:if\s+not\s+exists\s+)?"?auth\b/i;

/**
 * What every Supabase project has before its own SQL runs, as far as that SQL may name it: the roles that it grants to,
 * the schema for extensions, and `auth.users` and `auth.uid()`, which foreign keys and policies refer to.
 */
export function supabasePrelude(scripts: readonly string[]): string {
  const creates = (what: RegExp): boolean => scripts.some((script) => what.test(script));
  const roles = Object.entries(ROLES)
    .filter(([role]) => !creates(new RegExp(`create\\s+(?:role|user)\\s+"?${role}\\b`, "i")))
    .map(([role, attributes]) => `CREATE ROLE ${role} ${attributes};`);
  const own = creates(CREATES_AUTH);
  return [...roles, "CREATE SCHEMA IF NOT EXISTS extensions;", own ? "" : AUTH_SCHEMA].join("\n");
}

/** The schemas that the SQL has made, public first: the API shows all of them here, `auth` excepted. */
export async function exposedSchemas(db: PGlite): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|auth$|extensions$|public$)' ORDER BY 1",
  );
  return ["public", ...rows.map(({ name }) => name)];
}

/** What Supabase grants on every table that is there, and that is made later. */
export const grantsOn = (schemas: readonly string[]): string =>
  schemas
    .map((schema) => `"${schema.replaceAll('"', '""')}"`)
    .map(
      (schema) =>
        `GRANT USAGE ON SCHEMA ${schema} TO service_role; GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO service_role; ` +
        `ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT ALL ON TABLES TO service_role;`,
    )
    .join("\n");
