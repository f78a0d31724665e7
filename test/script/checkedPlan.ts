import type { Finding } from "../../src/script/check/finding.ts";
import type { Plan, PlanTable } from "../../src/shared/plan.ts";
import { VERSION } from "../../src/shared/version.ts";

export const planOf = (tables: PlanTable[], more: Partial<Plan> = {}): Plan => ({
  ...{ format: 1, version: VERSION, hash: "", tables, notMigrated: [], isolation: [], problems: [] },
  ...more,
});

/** A finding without its words. */
export const short = ({ severity, code, table = "", field = "" }: Finding): string =>
  [severity, code, table, field].filter((part) => part !== "").join(" ");
