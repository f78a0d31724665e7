const PUBLISHABLE = "sb_publishable_";
const ADVICE =
  "Row level security would hide rows from it without any error. Use the secret or service_role key: " +
  "Supabase dashboard → Project Settings → API keys.";

/**
 * What is wrong with a Supabase key for a migration: undefined for a service_role or secret key, and for any form that
 * is not known here. The text never contains the key.
 */
export function checkServiceRoleKey(key: string): string | undefined {
  if (key.startsWith(PUBLISHABLE)) return `This is a publishable key (${PUBLISHABLE}…). ${ADVICE}`;
  const role = roleOf(key);
  if (role === undefined || role === "service_role") return undefined;
  return `This is the key of the role "${role}", not of service_role. ${ADVICE}`;
}

/** The `role` claim of a key that is a JWT. Its signature is for the server to check. */
function roleOf(key: string): string | undefined {
  const [, payload, signature] = key.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null || !("role" in claims)) return undefined;
    return typeof claims.role === "string" ? claims.role : undefined;
  } catch {
    return undefined;
  }
}
