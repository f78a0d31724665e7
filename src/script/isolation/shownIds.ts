import type { Value } from "convex/values";
import type { PlanIsolation } from "../../shared/plan.ts";
import { DeploymentError, FunctionRefused, MigrationError } from "../deployment.ts";
import { Interrupted } from "../errors.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { PAGINATION } from "./askable.ts";

const DOCUMENTS_PER_PAGE = 100;

/** Every `_id` that a query answers a user with, or why there is no whole answer. */
export type Shown = { ok: true; ids: ReadonlySet<string> } | { ok: false; detail: string };

type PageAnswer = { page: Value[]; isDone: boolean; continueCursor: string };

/**
 * Asks a query as the user, up to its last page where it is paginated.
 *
 * @throws DeploymentError where the deployment cannot be reached.
 */
export async function shownIds(
  io: Pick<MigrationIo, "deployment" | "signal">,
  { query, args, identity }: PlanIsolation,
  paginated: boolean,
): Promise<Shown> {
  const ids = new Set<string>();
  const declared = args[PAGINATION] as Record<string, Value> | undefined;
  let cursor: string | null = null;
  for (;;) {
    const paging = { numItems: DOCUMENTS_PER_PAGE, ...declared, cursor };
    const asked = paginated ? { ...args, [PAGINATION]: paging } : args;
    let answer: Value;
    try {
      answer = await io.deployment.call<Value>(query, asked, { identity });
    } catch (error) {
      return { ok: false, detail: unanswered(error) };
    }
    collectIds(answer, ids);
    const page = asPage(answer);
    if (paginated && page === undefined) {
      return no(`it takes ${PAGINATION} and answers with no page. Return what .paginate() returns`);
    }
    if (page === undefined || page.isDone) return { ok: true, ids };
    if (!paginated) {
      return no(
        `it answers with one page of several. Name its argument ${PAGINATION}, or one that makes it answer with all`,
      );
    }
    if (page.continueCursor === cursor)
      return no("its pages come to no end: it answers with the cursor it was given");
    if (io.signal.aborted) throw new Interrupted();
    cursor = page.continueCursor;
  }
}

/** Why a user's question was not answered. What the app's own error says is not told: it may hold values. */
function unanswered(error: unknown): string {
  if (error instanceof FunctionRefused || error instanceof MigrationError) {
    return (
      'it ends with an error for this user. If it needs other arguments, correct "args"; ' +
      "else npx convex logs has the reason"
    );
  }
  if (!(error instanceof DeploymentError)) throw error;
  if (error.code === "TARGET_KEY_REFUSED") {
    return `Convex does not let this key act as a user (HTTP ${error.status}). Take a deploy key that may, or an admin key`;
  }
  if (error.status === 400) {
    return 'Convex does not take this user\'s identity (HTTP 400). Correct "as": subject, issuer and email are texts';
  }
  throw error;
}

/** The `_id` of every object in a value, however deep. */
export function collectIds(value: Value, ids: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectIds(item, ids);
  } else if (typeof value === "object" && value !== null && !(value instanceof ArrayBuffer)) {
    for (const [name, item] of Object.entries(value)) {
      if (name === "_id" && typeof item === "string") ids.add(item);
      else if (item !== undefined) collectIds(item, ids);
    }
  }
}

function asPage(answer: Value): PageAnswer | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  if (!("page" in answer && "isDone" in answer && "continueCursor" in answer)) return undefined;
  const { page, isDone, continueCursor } = answer;
  const isPage = Array.isArray(page) && typeof isDone === "boolean" && typeof continueCursor === "string";
  return isPage ? { page, isDone, continueCursor } : undefined;
}

const no = (detail: string): Shown => ({ ok: false, detail });
