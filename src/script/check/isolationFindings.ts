import { type Plan, sourceName } from "../../shared/plan.ts";
import { appFunctions } from "../isolation/appFunctions.ts";
import { askable } from "../isolation/askable.ts";
import { askedAs } from "../isolation/verdict.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { Finding } from "./finding.ts";

/** The declared queries that no user could ask: no run stops there, and no verification would hold after it. */
export async function isolationFindings(
  io: Pick<MigrationIo, "deployment">,
  { isolation, tables }: Plan,
): Promise<Finding[]> {
  if (isolation.length === 0) return [];
  const functions = await appFunctions(io);
  return isolation.flatMap((entry): Finding[] => {
    const how =
      typeof functions === "string" ? ({ ok: false, detail: functions } as const) : askable(entry, functions);
    if (how.ok) return [];
    const owned = tables.find(({ target }) => target === entry.table);
    return [
      {
        ...{ severity: "warning", code: "ISOLATION_NOT_ASKABLE" },
        ...(owned === undefined ? {} : { table: sourceName(owned.source) }),
        message: `Isolation, ${askedAs(entry)}: ${how.detail}.`,
        fix: "",
      },
    ];
  });
}
