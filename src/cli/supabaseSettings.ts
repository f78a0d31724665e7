import { checkServiceRoleKey } from "../source/serviceRoleKey.ts";
import { type Layer, lookUp } from "./envFiles.ts";
import { missing, type Setting, type Settled } from "./setting.ts";
import { checkUrl } from "./urls.ts";

export type SupabaseConfig = { url: string; serviceRoleKey: string };

export const SUPABASE_URL_VARIABLES = ["SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"];
export const SUPABASE_KEY_VARIABLES = ["SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"];

const URL_SETTING: Setting = {
  flag: "--supabase-url",
  variables: SUPABASE_URL_VARIABLES,
  find: "Supabase dashboard → Project Settings → Data API → Project URL",
};
const KEY_SETTING: Setting = {
  flag: "--supabase-key",
  variables: SUPABASE_KEY_VARIABLES,
  find: "Supabase dashboard → Project Settings → API keys: a secret key, or service_role",
};

/** Which Supabase project, and a key that sees all of its rows. */
export function supabaseSettings(layers: readonly Layer[]): Settled<SupabaseConfig> {
  const url = lookUp(layers, URL_SETTING.variables);
  const key = lookUp(layers, KEY_SETTING.variables);
  // The address of the REST API is copied as often as the project's own.
  const checked = url && checkUrl(url.value.replace(/\/rest\/v1\/?$/, ""));
  const keyProblem = key && checkServiceRoleKey(key.value);
  const problems: string[] = [];
  if (url === undefined) problems.push(missing(URL_SETTING));
  else if (checked?.ok === false) problems.push(`${url.variable} (${url.layer}) ${checked.reason}.`);
  if (key === undefined) problems.push(missing(KEY_SETTING));
  else if (keyProblem !== undefined) problems.push(`${key.variable} (${key.layer}): ${keyProblem}`);
  if (problems.length > 0 || !checked?.ok || key === undefined) return { ok: false, problems };
  return { ok: true, value: { url: checked.url, serviceRoleKey: key.value } };
}
