import type { Report } from "../script/report.ts";
import type { PassStatus } from "../shared/status.ts";
import type { RejectGroup } from "./rejectGroups.ts";
import type { SoFar } from "./soFar.ts";

/** What a page is made from. */
export type Page =
  | { kind: "running"; soFar: SoFar; refreshSeconds: number }
  /** The command ended without a report. */
  | { kind: "stopped"; soFar: SoFar; message: string }
  | { kind: "ended"; report: Report; passes: readonly PassStatus[]; rejects: GroupedRejects };

/** What was not migrated, in groups of rows that are alike; never the rows themselves. */
export type GroupedRejects = {
  groups: readonly (RejectGroup & { advice: string })[];
  /** Set where there are more of a kind than were read: only so many of it are in the groups. */
  cutAt?: number;
};
