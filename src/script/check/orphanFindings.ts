import { type Plan, type PlanTable, sourceName } from "../../shared/plan.ts";
import type { RefOrphans } from "./countOrphans.ts";
import type { Finding, Severity } from "./finding.ts";

/** What becomes of the rows whose parent the source does not have. */
export function orphanFindings(plan: Plan, orphans: readonly RefOrphans[]): Finding[] {
  return orphans.filter(({ rows }) => rows > 0).map((each) => finding(plan, each));
}

function finding(plan: Plan, { table, ref, rows, keys }: RefOrphans): Finding {
  const at = sourceName(table.source);
  const parent = plan.tables.find(({ target }) => target === ref.table);
  const of = parent === undefined ? ref.table : sourceName(parent.source);
  const { severity, becomes } = fate(ref);
  const filtered = (parent?.where.length ?? 0) > 0 ? " or that the mapping's filter leaves out" : "";
  const refer =
    rows === 1 ? `1 row refers to a row of ${of} that is` : `${rows} rows refer to rows of ${of} that are`;
  return {
    ...{ severity, code: "ORPHANS", table: at, field: ref.columns.join(", "), rows, keys },
    message: `${at}.${ref.columns.join(", ")}: ${refer} not there${filtered}. ${becomes}`,
    fix: severity === "info" ? "Nothing to do: the mapping says so." : fixFor(table, ref.field),
  };
}

function fate({ orphan, deferred, required }: RefOrphans["ref"]): { severity: Severity; becomes: string } {
  if (orphan === "null") return { severity: "info", becomes: "Loaded without a parent." };
  if (orphan === "skip") return { severity: "info", becomes: "Skipped, and counted as such." };
  if (deferred && !required) {
    return {
      severity: "warning",
      becomes: "Loaded, but the ref stays unresolved, and the run ends with exit code 3.",
    };
  }
  return {
    severity: "warning",
    becomes: "Left out and listed as orphans, and the run ends with exit code 3.",
  };
}

const fixFor = ({ target }: PlanTable, field: string): string =>
  `Bring the parents back or delete the rows at the source; or say what becomes of them in ref() of ${target}.${field}: ` +
  'orphan: "null" loads them without a parent, orphan: "skip" leaves them behind.';
