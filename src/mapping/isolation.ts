import { convexToJson, type Value } from "convex/values";
import type { PlanIsolation, PlanProblem } from "../shared/plan.ts";
import { documentsNamedIn, withNames } from "../shared/documentId.ts";
import { compileFilters } from "./compileRows.ts";
import type { ActingIdentity, IsolationMapping } from "./declaration.ts";
import type { MappedTable } from "./table.ts";

const FUNCTION = /^[A-Za-z0-9_./]+:[A-Za-z0-9_]+$/;

/** The declared checks of isolation as the script is told of them, and what is wrong with them. */
export function compileIsolation(
  declared: readonly IsolationMapping[],
  byTarget: ReadonlyMap<string, MappedTable>,
): { entries: PlanIsolation[]; problems: PlanProblem[] } {
  const problems = declared.flatMap((entry) =>
    messagesOf(entry, byTarget).map((message) => ({
      table: entry.owns.table,
      message: `isolation of ${entry.query}: ${message}`,
    })),
  );
  // The plan has to reach the script with its problems, and so has no entry that could not travel.
  return { entries: problems.length > 0 ? [] : declared.map(compile), problems };
}

const compile = ({ query, args = {}, as, owns }: IsolationMapping): PlanIsolation => ({
  query: query.replace(/\.[jt]s:/, ":"),
  args: { ...args },
  subject: shownName(as.subject),
  identity: JSON.stringify(identified(as)),
  table: owns.table,
  where: compileFilters(owns.where),
});

/** A document that it names by table and key, as a person reads it. */
const shownName = (text: string): string =>
  String(withNames(text, ({ table, legacyId }) => `${table} ${legacyId}`));

// A deployment makes the token identifier of issuer and subject, and takes no identity that lacks it.
const identified = (as: ActingIdentity): ActingIdentity =>
  as.issuer === undefined && as.tokenIdentifier === undefined ? { ...as, tokenIdentifier: as.subject } : as;

function messagesOf(entry: IsolationMapping, byTarget: ReadonlyMap<string, MappedTable>): string[] {
  const { query, args = {}, as, owns } = entry;
  const messages: string[] = [];
  if (!FUNCTION.test(query)) {
    messages.push(
      'this is no function\'s name. Write "module:function", or "folder/module:function" of a folder in convex/.',
    );
  }
  const argsTravel = travels(() => convexToJson(args as Value));
  if (!argsTravel) {
    messages.push('Convex does not take its "args". Write values that a function of Convex takes.');
  }
  if (typeof as.subject !== "string" || as.subject.trim() === "") {
    messages.push(
      '"as" has no subject. Write the one that ctx.auth tells of the user: as: { subject: "…" }.',
    );
  }
  const identityTravels = travels(() => JSON.stringify(as));
  if (!identityTravels) {
    messages.push('"as" is an identity that JSON cannot hold. Write texts, numbers and booleans.');
  }
  const named = documentsNamedIn([argsTravel ? args : {}, identityTravels ? as : {}]);
  return [
    ...messages,
    ...named.flatMap(({ table }) => tableMessages(`documentId("${table}", …)`, table, byTarget)),
    ...tableMessages('"owns"', owns.table, byTarget),
    ...whereMessages(owns),
  ];
}

function tableMessages(by: string, target: string, byTarget: ReadonlyMap<string, MappedTable>): string[] {
  const table = byTarget.get(target);
  const filled = [...byTarget.values()].filter(({ lookup }) => lookup === undefined);
  const names = filled.map((each) => each.target).join(", ");
  if (table === undefined) return [`${by} names "${target}", which is not in "tables". They are: ${names}.`];
  if (table.lookup === undefined) return [];
  return [
    `${by} names "${target}", which is in "lookups": nothing of it is migrated. Name one of: ${names}.`,
  ];
}

function whereMessages({ where }: IsolationMapping["owns"]): string[] {
  const filters = compileFilters(where);
  if (filters.length === 0) {
    return ['"owns" has an empty "where", so that every row were the user\'s: where: { user_id: "…" }.'];
  }
  return filters
    .filter(({ in: values }) => values.length === 0)
    .map(({ column }) => `"owns": ${column} has no value, so that no row were the user's.`);
}

function travels(write: () => unknown): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}
