import type { Acceptable, OpenIssue } from "../shared/finish.ts";
import { isOpenRun } from "../shared/run.ts";
import type { PassStatus, StatusFacts, TableStatus } from "../shared/status.ts";
import type { OutdatedBy } from "../shared/verificationRecord.ts";
import { counted } from "../shared/words.ts";

const VERIFY = "npx supabase-to-convex verify --full";
const REJECTS = "npx supabase-to-convex rejects";

/** Everything that keeps the newest run from being finished, in the order in which to deal with it. */
export function openIssues(facts: StatusFacts, accepted: readonly Acceptable[], module: string): OpenIssue[] {
  const { run, tables, passes } = facts;
  const passesIn = (...states: PassStatus["state"][]): OpenIssue[] =>
    passes.filter(({ state }) => states.includes(state)).map((pass) => passIssue(pass, module));
  return [
    ...passesIn("failed", "canceled"),
    ...passesIn("running"),
    ...(run !== null && isOpenRun(run.state) ? [runOpen(run.state)] : []),
    ...passesIn("waiting"),
    ...tables
      .flatMap((table) => leftBehind(table).filter(({ as }) => !accepted.includes(as)))
      .map(({ issue }) => issue),
    ...(run !== null && run.planHash !== run.mark.planHash ? [MAPPING_CHANGED] : []),
    ...unmigrated(facts),
    ...verificationIssues(facts),
  ];
}

const runOpen = (state: string): OpenIssue => ({
  code: "RUN_OPEN",
  message: `The run is ${state}: not all of its rows are loaded and their refs resolved.`,
  next: "npx supabase-to-convex run",
});

function passIssue({ name, table, state, error }: PassStatus, module: string): OpenIssue {
  const failed = state === "failed" || state === "canceled";
  const why = error === undefined ? "" : `: ${error}`;
  return {
    ...{ code: failed ? "PASS_FAILED" : "PASS_OPEN", table },
    message: `${table}: the pass ${name} is ${state}${why}.`,
    next: state === "running" ? `npx convex run --watch ${module}:status` : `npx convex run ${module}:run`,
  };
}

const MAPPING_CHANGED: OpenIssue = {
  code: "MAPPING_CHANGED",
  message:
    "The mapping is not the one that the rows were loaded with. Put it back, or bring the documents up to date with it.",
  next: "npx supabase-to-convex run --new",
};

/** Notes of rows and refs that are not as they are at the source, and the word that accepts them. */
function leftBehind({ source, ...table }: TableStatus): { as: Acceptable; issue: OpenIssue }[] {
  const found: { as: Acceptable; code: OpenIssue["code"]; count: number; what: string }[] = [
    {
      as: "rejects",
      code: "REJECTS",
      count: table.rejected,
      what: `${counted(table.rejected, "row")} rejected`,
    },
    {
      ...{ as: "unresolved", code: "UNRESOLVED", count: table.unresolved },
      what: `${counted(table.unresolved, "ref")} unresolved, whose legacy ids would be deleted`,
    },
    {
      ...{ as: "conflicts", code: "CONFLICTS", count: table.conflicts },
      what: `${counted(table.conflicts, "document")} changed in Convex whose rows changed too`,
    },
    {
      ...{ as: "stale", code: "STALE", count: table.stale },
      what: `${counted(table.stale, "document")} of an older version of the row`,
    },
  ];
  return found
    .filter(({ count }) => count > 0)
    .map(({ as, code, what }) => ({
      as,
      issue: {
        ...{ code, table: source },
        message: `${source}: ${what}. Correct them, or leave them so: --accept ${as}.`,
        next: REJECTS,
      },
    }));
}

function unmigrated({ verifications }: StatusFacts): OpenIssue[] {
  const count = verifications[0]?.unmigratedNonOrphans ?? 0;
  if (count === 0) return [];
  const message = `${counted(count, "row")} of the source ${count === 1 ? "is" : "are"} in no way accounted for.`;
  return [{ code: "UNMIGRATED", message, next: "npx supabase-to-convex sync" }];
}

function verificationIssues({ verifications }: StatusFacts): OpenIssue[] {
  const full = verifications.find((each) => each.full);
  // What a newer one of every row found good was wrong before.
  const failed = [verifications[0], full].find((each) => each?.ok === false);
  if (full === undefined) {
    return [
      {
        code: "NOT_VERIFIED",
        message: "Not every row has been compared with its document yet.",
        next: VERIFY,
      },
    ];
  }
  return [
    ...(failed === undefined ? [] : [verificationFailed(failed)]),
    ...(full.outdatedBy === undefined ? [] : [outdated(full.at, full.outdatedBy)]),
  ];
}

const verificationFailed = ({ at, full }: StatusFacts["verifications"][number]): OpenIssue => ({
  code: "VERIFICATION_FAILED",
  message: `The verification of ${full ? "every row" : "a sample"} at ${at} found what is not as it should be.`,
  next: VERIFY,
});

const SINCE = {
  rows: "Rows were written",
  pass: "A pass has ended",
  mapping: "The mapping was changed",
} as const satisfies Record<OutdatedBy, string>;

const outdated = (at: string, by: OutdatedBy): OpenIssue => ({
  code: "VERIFICATION_OUTDATED",
  message: `${SINCE[by]} after the last full verification had begun, which ended at ${at}.`,
  next: VERIFY,
});
