import type { UserIdentity } from "convex/server";
import { type Refusal, refused } from "./answers.ts";

/** Who asks: nobody in particular, the admin, or the admin in a user's place. */
export type Caller = { kind: "anyone" } | { kind: "admin"; identity: Partial<UserIdentity> | null };

/** Reads an Authorization header: `Convex <key>`, or `Convex <key>:<base64 of the identity as JSON>`. */
export function readAuthorization(header: string | undefined, adminKey: string): Caller | Refusal {
  if (header === undefined) return { kind: "anyone" };
  const [scheme, credentials = ""] = header.split(" ", 2);
  if (scheme !== "Convex") return refused.token;
  if (credentials === adminKey) return { kind: "admin", identity: null };
  if (!credentials.startsWith(`${adminKey}:`)) return refused.adminKey;
  const identity = decode(credentials.slice(adminKey.length + 1));
  return identity === null ? refused.header : { kind: "admin", identity };
}

/** Null for what is no identity: one that has neither a token identifier nor what it is made of. */
function decode(base64: string): Partial<UserIdentity> | null {
  try {
    const identity = JSON.parse(Buffer.from(base64, "base64").toString("utf8")) as Partial<UserIdentity>;
    const { tokenIdentifier = identity.issuer && identity.subject } = identity;
    return tokenIdentifier === undefined ? null : identity;
  } catch {
    return null;
  }
}
