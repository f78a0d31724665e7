import type { PlanIsolation } from "../../shared/plan.ts";
import type { AppFunctions } from "./appFunctions.ts";

/** The argument that a paginated query takes, unless its app names it otherwise. */
export const PAGINATION = "paginationOpts";

/** How a declared query is asked, or why a user cannot ask it so. */
export type Askable = { ok: true; paginated: boolean } | { ok: false; detail: string };

/** Whether a declared query is one that users can ask with these arguments. */
export function askable({ query, args }: PlanIsolation, functions: AppFunctions): Askable {
  const found = functions.get(query);
  if (found === undefined) {
    return no(
      `the deployment has no function ${query}. Correct its name in "isolation", or push the app: npx convex dev --once`,
    );
  }
  if (found.kind !== "Query") {
    return no(`${query} is a function of kind ${found.kind}, and only queries are asked. Name a query`);
  }
  if (!found.isPublic) {
    return no(
      `${query} is internal, so that no user can ask it. Name the public query that shows users their documents`,
    );
  }
  const paginated = found.args?.has(PAGINATION) === true || args[PAGINATION] !== undefined;
  const given = new Set([...Object.keys(args), ...(paginated ? [PAGINATION] : [])]);
  const lacking = [...(found.args ?? [])].filter(([name, { optional }]) => !optional && !given.has(name));
  if (lacking.length > 0) {
    return no(`${query} needs ${list(lacking.map(([name]) => name))}. Name it in "args"`);
  }
  const unknown = [...given].filter((name) => found.args !== null && !found.args.has(name));
  if (unknown.length > 0) {
    return no(`${query} takes no ${list(unknown)}. Correct "args"`);
  }
  return { ok: true, paginated };
}

const list = (names: readonly string[]): string =>
  `argument${names.length > 1 ? "s" : ""} ${names.map((name) => `"${name}"`).join(", ")}`;

const no = (detail: string): Askable => ({ ok: false, detail });
