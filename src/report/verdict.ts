import type { Report } from "../script/report.ts";
import { counted, figure } from "../shared/words.ts";

export type Verdict = {
  kind: "complete" | "verified" | "unfinished" | "failed";
  /** `Complete` */
  title: string;
  /** `all 30 checks hold (seed 7).` */
  reason: string;
};

/** What a report comes to, for the terminal and for the page. */
export function verdictOf({ ok, complete, seed, verification }: Report): Verdict {
  const { checks, unmigratedNonOrphans } = verification;
  const failed = checks.filter((check) => !check.ok).length;
  const all = counted(checks.length, "check");
  const sample = verification.full ? "(every row)" : `(seed ${seed})`;
  if (complete) return { kind: "complete", title: "Complete", reason: `all ${all} hold ${sample}.` };
  if (ok) {
    return {
      ...{ kind: "verified", title: "Verified, but not complete" },
      reason: `all ${all} hold ${sample}, and what is missing is accounted for.`,
    };
  }
  if (failed === 0 && unmigratedNonOrphans === 0) {
    return {
      ...{ kind: "unfinished", title: "Not finished" },
      reason: `${all} hold ${sample}, but not every pass has ended.`,
    };
  }
  return {
    ...{ kind: "failed", title: "Not verified" },
    reason: `${figure(failed)} of ${all} failed ${sample}; ${counted(unmigratedNonOrphans, "row")} unmigrated.`,
  };
}
