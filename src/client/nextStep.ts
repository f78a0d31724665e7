import type { OpenIssue } from "../shared/finish.ts";
import type { StatusFacts } from "../shared/status.ts";
import { openIssues } from "./gate.ts";

const WORDS = {
  PASS_FAILED: "Mend what stopped the pass, then",
  PASS_OPEN: "The passes have not ended",
  RUN_OPEN: "Continue it",
  REJECTS: "Look at what was not migrated",
  UNRESOLVED: "Look at what was not migrated",
  CONFLICTS: "Look at what is not as it is at the source",
  STALE: "Look at what is not as it is at the source",
  MAPPING_CHANGED: "The mapping was changed: put it back, or bring the documents up to date with it",
  UNMIGRATED: "Bring in what is missing",
  NOT_VERIFIED: "Compare every row",
  VERIFICATION_FAILED: "See what is wrong, and mend it",
  VERIFICATION_OUTDATED: "Compare every row",
  LEGACY_FIELD_REQUIRED: "Make the legacy fields optional, then push",
} as const satisfies Record<OpenIssue["code"], string>;

/** What to do now, in words with the command: the first thing that keeps the gate of `finish` shut. */
export function nextStep(facts: StatusFacts, module: string): string {
  if (facts.run === null) return "npx supabase-to-convex run";
  if (facts.run.state === "finished") return "Nothing: the migration is finished.";
  if (facts.run.state === "finishing") return "Go on with it: npx supabase-to-convex finish";
  if (facts.run.state === "undoing") return "Go on with it: npx supabase-to-convex undo";
  const [first] = openIssues(facts, [], module);
  return first === undefined
    ? "Close the migration: npx supabase-to-convex finish"
    : `${WORDS[first.code]}: ${first.next}`;
}
