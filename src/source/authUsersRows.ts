import { rawElements, rawEntries, rawValue } from "../shared/rawJson.ts";
import type { CatalogueColumn, CatalogueTable } from "./catalogue.ts";
import type { SourceColumn, SourceRow } from "./source.ts";

/** A column of Postgres's, with what the admin API calls it. */
type AuthColumn = { name: string; type: string; nullable: boolean; member: string };
export type AuthTable = { table: "users" | "identities"; columns: readonly AuthColumn[] };

const TIME = "timestamp with time zone";
const TEXT = "character varying(255)";

const column = (
  name: string,
  type: string,
  options: { member?: string; nullable?: boolean } = {},
): AuthColumn => ({
  name,
  type,
  nullable: options.nullable ?? true,
  member: options.member ?? name,
});

/** As far as the API shows them: tokens and password hashes it keeps to itself, and older servers a few columns more. */
export const USERS: AuthTable = {
  table: "users",
  columns: [
    column("id", "uuid", { nullable: false }),
    column("aud", TEXT),
    column("role", TEXT),
    column("email", TEXT),
    column("email_confirmed_at", TIME),
    column("invited_at", TIME),
    column("confirmation_sent_at", TIME),
    column("recovery_sent_at", TIME),
    column("email_change_sent_at", TIME),
    column("last_sign_in_at", TIME),
    column("raw_app_meta_data", "jsonb", { member: "app_metadata" }),
    column("raw_user_meta_data", "jsonb", { member: "user_metadata" }),
    column("created_at", TIME),
    column("updated_at", TIME),
    column("phone", "text"),
    column("phone_confirmed_at", TIME),
    column("phone_change_sent_at", TIME),
    column("confirmed_at", TIME),
    column("banned_until", TIME),
    column("reauthentication_sent_at", TIME),
    column("is_sso_user", "boolean"),
    column("deleted_at", TIME),
    column("is_anonymous", "boolean"),
  ],
};

/** What the API calls `id` is the provider's name for the user. */
export const IDENTITIES: AuthTable = {
  table: "identities",
  columns: [
    column("provider_id", "text", { nullable: false, member: "id" }),
    column("user_id", "uuid", { nullable: false }),
    column("identity_data", "jsonb"),
    column("provider", "text", { nullable: false }),
    column("last_sign_in_at", TIME),
    column("created_at", TIME),
    column("updated_at", TIME),
    column("email", "text"),
    column("id", "uuid", { nullable: false, member: "identity_id" }),
  ],
};

/** No column of Postgres's, but readable for who asks for it: a user's identities as the API lists them. */
export const IDENTITIES_OF_USER = "identities";

/** A row's columns as JSON text, in order. */
export type RawRow = ReadonlyMap<string, string>;

/** A user as the row of `auth.users`, and the array of identities besides. @param user Of the API, JSON text. */
export function userRow(user: string): RawRow {
  const members = new Map(rawEntries(user));
  const identities = members.get("identities") ?? "null";
  const row = rowOf(USERS, members);
  // The API does not show the column itself, which stands for just this.
  const isSso = identityRows(user).some((identity) => identity.get("provider")?.startsWith('"sso:'));
  return new Map([...row, ["is_sso_user", String(isSso)], [IDENTITIES_OF_USER, identities]]);
}

/** The rows of `auth.identities` that a user has. */
export function identityRows(user: string): RawRow[] {
  const identities = new Map(rawEntries(user)).get("identities") ?? "null";
  if (identities === "null") return [];
  return rawElements(identities).map((identity) => rowOf(IDENTITIES, new Map(rawEntries(identity))));
}

/** The API has an empty text where Postgres has NULL, and leaves out most of what is NULL. */
function rowOf({ columns }: AuthTable, members: ReadonlyMap<string, string>): RawRow {
  return new Map(
    columns.map(({ name, member }) => {
      const raw = members.get(member) ?? "null";
      return [name, raw === '""' ? "null" : raw];
    }),
  );
}

/** The columns as a plan asks for them; a column that is not there is null. */
export const sourceRow = (row: RawRow, columns: readonly SourceColumn[]): SourceRow =>
  Object.fromEntries(columns.map(({ name, cast }) => [name, castValue(row.get(name) ?? "null", cast)]));

function castValue(raw: string, cast: SourceColumn["cast"]): unknown {
  if (cast === null) return JSON.parse(raw);
  if (cast === "text") return rawValue(raw);
  return raw === "null" ? null : raw;
}

export const rawRowText = (row: RawRow, names: readonly string[]): string =>
  `{${names.map((name) => `${JSON.stringify(name)}:${row.get(name) ?? "null"}`).join(",")}}`;

/** The two tables as the catalogue lists them. */
export const authTables = (): CatalogueTable[] => [
  {
    ...catalogueTable(IDENTITIES),
    unique: [["provider_id", "provider"]],
    foreignKeys: [{ columns: ["user_id"], schema: "auth", table: "users", references: ["id"] }],
  },
  { ...catalogueTable(USERS), unique: [["phone"]], foreignKeys: [] },
];

const catalogueTable = ({ table, columns }: AuthTable) => ({
  schema: "auth",
  table,
  kind: "table" as const,
  comment: null,
  columns: columns.map(
    ({ name, type, nullable }): CatalogueColumn => ({
      ...{ name, type, nullable },
      ...{ comment: null, enumValues: null, fields: null },
    }),
  ),
  key: ["id"],
});
