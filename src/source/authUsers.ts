import { rawElements, rawEntries, rawValue } from "../shared/rawJson.ts";
import { SourceError } from "./source.ts";
import type { ApiAnswer, SupabaseApi } from "./supabaseApi.ts";

/**
 * Users asked for at once in each pass; the server may give fewer. Where pages end differs, because users who were made
 * at one moment have no order among them: the end of a page may hide one of them, always the same one.
 */
const PER_PAGE = [1000, 20_000, 701, 449];
const SUBJECT = "auth.users";

type Page = { users: string[]; total: number | null };

/** How a pass over all pages went. */
type Pass = {
  /** Users at its start and at its end, null where the server does not tell. */
  first: number | null;
  last: number | null;
  /** The number fell on the way: a user was deleted, and another one may have moved to a page that was read already. */
  fell: boolean;
  /** A user was seen twice. */
  repeated: boolean;
};

/**
 * Every user of a project as the auth admin API writes them, each once: JSON text, newest first.
 *
 * The API has pages by number, which shift while people sign up or are deleted. The newest come first, so that a new user
 * only makes others appear twice; a pass that may have missed one is followed by another, four in all.
 *
 * Users of another audience than `authenticated` are not listed by the API.
 *
 * @see https://supabase.com/docs/reference/javascript/auth-admin-listusers
 * @throws SourceError where the API refuses, and where users are missing after the last pass.
 */
export async function* readUsers(api: SupabaseApi): AsyncGenerator<string, void> {
  const yielded = new Set<string>();
  let counted = new Set<string>();
  let steadyTotal: number | null = null;
  for (const [at, perPage] of PER_PAGE.entries()) {
    const pass: Pass = { first: null, last: null, fell: false, repeated: false };
    const inPass = new Set<string>();
    for await (const [id, user] of usersOfPass(api, perPage, pass)) {
      pass.repeated ||= inPass.has(id);
      inPass.add(id);
      if (yielded.has(id)) continue;
      yielded.add(id);
      yield user;
    }
    // As long as the total says that none came or went, passes add up.
    const steady = !pass.fell && pass.first === pass.last && pass.first === steadyTotal;
    counted = steady ? new Set([...counted, ...inPass]) : inPass;
    steadyTotal = pass.fell || pass.first !== pass.last ? null : pass.first;
    const complete = pass.first === null ? !pass.repeated : counted.size >= pass.first;
    if (complete && !pass.fell) return;
    if (at === PER_PAGE.length - 1) throw usersMissing(counted.size, pass.last);
  }
}

/** Pages until one brings nobody new, or all that there are have been seen. */
async function* usersOfPass(
  api: SupabaseApi,
  perPage: number,
  pass: Pass,
): AsyncGenerator<[id: string, user: string], void> {
  const ids = new Set<string>();
  for (let number = 1; ; number += 1) {
    const { users, total } = await usersPage(api, number, perPage);
    pass.first ??= total;
    pass.fell ||= total !== null && pass.last !== null && total < pass.last;
    pass.last = total;
    const before = ids.size;
    for (const user of users) {
      const id = rawValue(new Map(rawEntries(user)).get("id") ?? "null") ?? "";
      ids.add(id);
      yield [id, user];
    }
    if (ids.size === before || (total !== null && ids.size >= total)) return;
  }
}

async function usersPage(api: SupabaseApi, number: number, perPage: number): Promise<Page> {
  const answer = await api.get(`auth/v1/admin/users?page=${number}&per_page=${perPage}`, SUBJECT);
  if (answer.status !== 200) throw refused(api, answer);
  const text = answer.text.trimStart().startsWith("{") ? answer.text : "{}";
  const users = new Map(rawEntries(text)).get("users");
  if (users === undefined || !users.startsWith("[")) throw refused(api, answer);
  const total = answer.headers.get("x-total-count");
  return {
    users: rawElements(users),
    total: total !== null && /^\d+$/.test(total.trim()) ? Number(total) : null,
  };
}

function refused(api: SupabaseApi, answer: ApiAnswer): SourceError {
  const known = api.failure(answer, SUBJECT);
  const hint =
    known.code === "SOURCE_KEY_REFUSED"
      ? ""
      : " Users are read through the auth admin API; with DATABASE_URL they are read from Postgres itself.";
  return new SourceError(known.code, `${known.message}${hint}`, { table: SUBJECT });
}

const usersMissing = (found: number, total: number | null) =>
  new SourceError(
    "SOURCE_FAILED",
    `auth.users: ${found} of ${total ?? "an unknown number of"} users were found after ${PER_PAGE.length} readings, because ` +
      "users signed up or were deleted meanwhile. Run again at a quieter time, or set DATABASE_URL to read one snapshot " +
      "of Postgres itself.",
    { table: SUBJECT },
  );
