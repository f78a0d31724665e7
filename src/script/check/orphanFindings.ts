import { type Plan, type PlanTable, sourceName } from "../../shared/plan.ts";
import type { Catalogue } from "../../source/catalogue.ts";
import type { RefOrphans } from "./countOrphans.ts";
import type { Finding, Severity } from "./finding.ts";

/**
 * What becomes of the rows whose parent the source does not have.
 *
 * @param catalogue Undefined where the source does not tell its types.
 */
export function orphanFindings(
  plan: Plan,
  orphans: readonly RefOrphans[],
  catalogue: Catalogue | undefined,
): Finding[] {
  return orphans.filter(({ rows }) => rows > 0).map((each) => finding(plan, each, catalogue));
}

function finding(plan: Plan, each: RefOrphans, catalogue: Catalogue | undefined): Finding {
  const { table, ref, rows, keys } = each;
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
    fix:
      severity === "info"
        ? "Nothing to do: the mapping says so."
        : `${fixFor(table, ref.field)}${mayDifferInSpelling(each, catalogue) ? ONE_SPELLING : ""}`,
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

/** Postgres takes such values for one although their texts differ, and a parent is found by its text. */
const SEVERAL_SPELLINGS = /^(?:.*\.)?citext$|^numeric/;

function mayDifferInSpelling({ table, ref }: RefOrphans, catalogue: Catalogue | undefined): boolean {
  const { schema, table: name } = table.source;
  const found = catalogue?.tables.find((each) => each.schema === schema && each.table === name);
  return (found?.columns ?? []).some(
    (column) => ref.columns.includes(column.name) && SEVERAL_SPELLINGS.test(column.type),
  );
}

const ONE_SPELLING =
  " Parents that are there, with a key that is only spelled otherwise (1.0 and 1, A and a in citext), are found once " +
  "both columns have one spelling at the source.";

const fixFor = ({ target }: PlanTable, field: string): string =>
  `Bring the parents back or delete the rows at the source; or say what becomes of them in ref() of ${target}.${field}: ` +
  'orphan: "null" loads them without a parent, orphan: "skip" leaves them behind.';
