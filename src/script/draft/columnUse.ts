import type { CatalogueColumn } from "../../source/catalogue.ts";
import { INFINITE, isIgnored, ruleOf, type ValueRule } from "./columnRule.ts";
import type { SelectedTable } from "./selection.ts";

/** What the draft does with a column that is no ref. */
export type ColumnUse =
  | { kind: "value"; rule: ValueRule }
  | { kind: "ignored"; because: string }
  /** A key without a meaning of its own: the legacy id is all there is to keep of it. */
  | { kind: "key" };

/** @param infinite Whether it holds times, and `infinity` among them. */
export function columnUse(
  { table, key }: SelectedTable,
  column: CatalogueColumn,
  infinite: boolean,
): ColumnUse {
  if (table.schema === "auth" && table.table === "users" && !OF_USERS.has(column.name)) {
    return { kind: "ignored", because: "Supabase's own: passwords, tokens and what belongs to them" };
  }
  const rule = infinite ? INFINITE : ruleOf(column);
  if (isIgnored(rule)) return { kind: "ignored", because: rule.ignored };
  const isKey = table.key.length === 1 && key.length === 1 && key[0] === column.name;
  return isKey && (column.name === "id" || SURROGATES.has(column.type))
    ? { kind: "key" }
    : { kind: "value", rule };
}

const SURROGATES = new Set(["uuid", "smallint", "integer", "bigint"]);

/** What an app may want to know of its users; nobody's password, token or session is among it. */
const OF_USERS = new Set([
  ...["id", "email", "phone", "email_confirmed_at", "phone_confirmed_at", "last_sign_in_at", "banned_until"],
  ...["raw_user_meta_data", "raw_app_meta_data", "is_anonymous", "created_at", "updated_at", "deleted_at"],
]);
