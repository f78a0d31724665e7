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
  const identity = credentials.startsWith(`${adminKey}:`)
    ? decode(credentials.slice(adminKey.length + 1))
    : null;
  return identity === null ? refused.adminKey : { kind: "admin", identity };
}

function decode(base64: string): Partial<UserIdentity> | null {
  try {
    const identity: unknown = JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
    return typeof identity === "object" ? (identity as Partial<UserIdentity> | null) : null;
  } catch {
    return null;
  }
}
