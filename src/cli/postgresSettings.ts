import { readPostgresUrl } from "../source/postgresUrl.ts";
import { type Layer, lookUp } from "./envFiles.ts";
import { missing, type Setting, type Settled } from "./setting.ts";

export type PostgresConfig = { url: string };

export const DATABASE_URL: Setting = {
  flag: "--database-url",
  variables: ["DATABASE_URL"],
  find: "Supabase dashboard → Connect → Session pooler",
};

/** Which database, and what a person should know of the way there. */
export function postgresSettings(
  layers: readonly Layer[],
): Settled<{ postgres: PostgresConfig; notices: string[] }> {
  const found = lookUp(layers, DATABASE_URL.variables);
  if (found === undefined) return { ok: false, problems: [missing(DATABASE_URL)] };
  const read = readPostgresUrl(found.value);
  if (!read.ok) return { ok: false, problems: [`${found.variable} (${found.layer}) ${read.reason}.`] };
  const notices = read.notice === undefined ? [] : [read.notice];
  return { ok: true, value: { postgres: { url: found.value }, notices } };
}
