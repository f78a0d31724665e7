import { type SourceName, sourceName } from "./plan.ts";

/**
 * Columns in which Supabase's auth server keeps secrets and its own state, and those that Postgres makes from others. A
 * mapping may read them, and need not say that it leaves them behind: the admin API does not show most of them, and which
 * there are depends on the server's version.
 */
const INTERNAL: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "auth.users",
    [
      ...["instance_id", "is_super_admin"],
      "encrypted_password",
      ...["confirmation_token", "confirmation_sent_at"],
      ...["recovery_token", "recovery_sent_at"],
      ...["email_change", "email_change_sent_at", "email_change_confirm_status"],
      ...["email_change_token", "email_change_token_new", "email_change_token_current"],
      ...["phone_change", "phone_change_token", "phone_change_sent_at"],
      ...["reauthentication_token", "reauthentication_sent_at"],
      // Made from email_confirmed_at and phone_confirmed_at.
      "confirmed_at",
    ],
  ],
  // Made from identity_data.
  ["auth.identities", ["email"]],
]);

/** Columns of the table that need not be named in a mapping. */
export const internalColumns = (source: SourceName): readonly string[] =>
  INTERNAL.get(sourceName(source)) ?? [];
