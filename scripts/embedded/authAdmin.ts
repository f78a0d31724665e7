import type { PGlite } from "@supabase/lite/pglite";
import { rawElements, rawEntries } from "../../src/shared/rawJson.ts";

const DEFAULT_PER_PAGE = 50;
/** A page holds no more than this, whatever is asked for. */
const MAX_PER_PAGE = 1000;

/** What the admin API calls a column; all others keep their names. */
const RENAMED: Record<string, string> = {
  raw_app_meta_data: "app_metadata",
  raw_user_meta_data: "user_metadata",
  email_change: "new_email",
  phone_change: "new_phone",
};
const SHOWN = new Set([
  "id",
  "aud",
  "role",
  "email",
  "email_confirmed_at",
  "invited_at",
  "phone",
  "phone_confirmed_at",
  "confirmation_sent_at",
  "confirmed_at",
  "recovery_sent_at",
  "email_change",
  "email_change_sent_at",
  "phone_change",
  "phone_change_sent_at",
  "reauthentication_sent_at",
  "last_sign_in_at",
  "raw_app_meta_data",
  "raw_user_meta_data",
  "created_at",
  "updated_at",
  "banned_until",
  "deleted_at",
  "is_anonymous",
]);
/** Shown also where they are NULL: texts as an empty string, metadata as null. All else is left out then. */
const EMPTY: Record<string, string> = {
  aud: '""',
  role: '""',
  email: '""',
  phone: '""',
  raw_app_meta_data: "null",
  raw_user_meta_data: "null",
};

/**
 * Answers `GET /auth/v1/admin/users` as Supabase's auth server does, from `auth.users` and `auth.identities` with
 * whatever columns they have: newest first, a page at a time, numbers in metadata as they are stored.
 *
 * @see https://supabase.com/docs/reference/javascript/auth-admin-listusers
 * @returns undefined for every other request.
 */
export async function listUsers(
  db: PGlite,
  request: Request,
  authorization: string | undefined,
  serviceRoleKey: string,
): Promise<Response | undefined> {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.pathname !== "/auth/v1/admin/users") return undefined;
  if (authorization !== `Bearer ${serviceRoleKey}`) {
    return failure(401, "no_authorization", "This endpoint requires a valid Bearer token");
  }
  const page = wholeNumber(url.searchParams.get("page"), 1);
  const perPage = wholeNumber(url.searchParams.get("per_page"), DEFAULT_PER_PAGE);
  if (page === undefined || perPage === undefined) {
    return failure(400, "validation_failed", "Bad Pagination Parameters");
  }
  const size = Math.min(perPage, MAX_PER_PAGE);
  const { users, total } = await readUsers(db, size, (page - 1) * size);
  return new Response(`{"users":[${users.map(userJson).join(",")}],"aud":"authenticated"}`, {
    headers: {
      "content-type": "application/json",
      "x-total-count": String(total),
      link: links(url, page, Math.ceil(total / size)),
    },
  });
}

const failure = (code: number, error_code: string, msg: string): Response =>
  Response.json({ code, error_code, msg }, { status: code, headers: { "x-sb-error-code": error_code } });

function wholeNumber(text: string | null, otherwise: number): number | undefined {
  if (text === null || text === "") return otherwise;
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

function links(url: URL, page: number, pages: number): string {
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set("page", String(to));
    return `<${url.pathname}?${query}>; rel="${rel}"`;
  };
  return [...(pages > page ? [link(page + 1, "next")] : []), link(pages, "last")].join(", ");
}

type StoredUser = { user: string; identities: string };

async function readUsers(
  db: PGlite,
  limit: number,
  offset: number,
): Promise<{ users: StoredUser[]; total: number }> {
  return db.transaction(async (transaction) => {
    await transaction.exec("set local timezone to 'UTC'");
    const exists = await transaction.query<{ column: string }>(
      `select table_name || '.' || column_name as column from information_schema.columns where table_schema = 'auth'`,
    );
    const has = new Set(exists.rows.map(({ column }) => column));
    const identities = has.has("identities.user_id")
      ? `(select coalesce(json_agg(i), '[]') from auth.identities i where i.user_id = u.id)::text`
      : "'[]'";
    const order = has.has("users.created_at") ? "u.created_at desc" : "u.id";
    const users = await transaction.query<StoredUser>(
      `select row_to_json(u)::text as user, ${identities} as identities from auth.users u
       order by ${order} limit ${limit} offset ${offset}`,
    );
    const total = await transaction.query<{ n: number }>("select count(*)::int as n from auth.users");
    return { users: users.rows, total: total.rows[0]?.n ?? 0 };
  });
}

function userJson({ user, identities }: StoredUser): string {
  const members = rawEntries(user)
    .filter(([column]) => SHOWN.has(column))
    .map(([column, raw]) => member(RENAMED[column] ?? column, raw === "null" ? EMPTY[column] : raw));
  return objectOf([...members, `"identities":[${rawElements(identities).map(identityJson).join(",")}]`]);
}

/** The API's `id` is the provider's; the row's own is `identity_id`. */
function identityJson(identity: string): string {
  return objectOf(
    rawEntries(identity).map(([column, raw]) => {
      const name = column === "id" ? "identity_id" : column === "provider_id" ? "id" : column;
      return member(name, raw === "null" ? undefined : raw);
    }),
  );
}

const objectOf = (members: readonly string[]): string =>
  `{${members.filter((text) => text !== "").join(",")}}`;

/** Go writes the zone UTC as Z, and leaves out an empty text that says nothing. */
function member(name: string, raw: string | undefined): string {
  if (raw === undefined || (name.startsWith("new_") && raw === '""')) return "";
  const value = name.endsWith("_at") || name === "banned_until" ? raw.replace(/\+00:00"$/, 'Z"') : raw;
  return `${JSON.stringify(name)}:${value}`;
}
