import { authTables } from "./authUsersRows.ts";
import type { Catalogue, CatalogueTable } from "./catalogue.ts";
import { tablesOfOpenApi } from "./openApi.ts";
import { SourceError } from "./source.ts";
import { type ApiAnswer, errorIn, type SupabaseApi } from "./supabaseApi.ts";

/** No schema has this name: the refusal names those that there are. */
const NO_SCHEMA = "supabase_to_convex_asks_for_the_names";
/** Schemas of Supabase's own, should they be exposed. */
const SYSTEM = new Set([
  "auth",
  "storage",
  "graphql",
  "graphql_public",
  "realtime",
  "vault",
  "extensions",
  "cron",
  "net",
]);

/**
 * What the API tells of a project: every exposed schema, and the users.
 *
 * @throws SourceError where the API does not describe itself to this key.
 */
export async function readCatalogue(api: SupabaseApi): Promise<Catalogue> {
  const tables: CatalogueTable[] = [...authTables()];
  for (const schema of await exposedSchemas(api)) {
    const subject = `the description of schema ${schema}`;
    const answer = await api.get("rest/v1/", subject, {
      accept: "application/openapi+json",
      "accept-profile": schema,
    });
    const described = answer.status === 200 ? tablesOfOpenApi(jsonOf(answer.text), schema) : undefined;
    if (described === undefined)
      throw isRefusal(answer) ? notDescribed(api, answer) : api.failure(answer, subject);
    tables.push(...described);
  }
  return { tables: tables.toSorted(byName) };
}

/** The schemas that PostgREST names when it refuses one; `public` where it does not name them. */
async function exposedSchemas(api: SupabaseApi): Promise<string[]> {
  const answer = await api.get("rest/v1/", "the list of schemas", { "accept-profile": NO_SCHEMA });
  const { code, message, hint = "" } = errorIn(answer.text);
  if (code !== "PGRST106") return ["public"];
  const [, list] =
    /(?:schemas are exposed|one of the following): *(.+)$/.exec(hint) ??
    /(?:schemas are exposed|one of the following): *(.+)$/.exec(message) ??
    [];
  const schemas = list?.split(",").map((name) => name.trim()) ?? ["public"];
  return schemas.filter((schema) => schema !== "" && !SYSTEM.has(schema));
}

const isRefusal = ({ status }: ApiAnswer): boolean => [200, 401, 403, 404, 406].includes(status);

const notDescribed = ({ host }: SupabaseApi, { status }: ApiAnswer) =>
  new SourceError(
    "SOURCE_FORBIDDEN",
    `Supabase at ${host} does not describe its tables to this key (HTTP ${status} for /rest/v1/). It does so for a ` +
      "project's secret or service_role key alone: put that into SUPABASE_SERVICE_ROLE_KEY. Where the description is " +
      "switched off, set DATABASE_URL, and the tables are read from Postgres itself.",
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function byName(a: CatalogueTable, b: CatalogueTable): number {
  if (a.schema !== b.schema) return a.schema < b.schema ? -1 : 1;
  return a.table < b.table ? -1 : 1;
}
