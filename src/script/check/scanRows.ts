import type { Plan } from "../../shared/plan.ts";
import type { ListedReject } from "../../shared/reject.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";
import { dryRunTables } from "../runMigration.ts";
import type { RefOrphans } from "./countOrphans.ts";
import { type Finding, rowsOf } from "./finding.ts";
import { isCounted, type RejectCause } from "./rejectCause.ts";

/** What to do about a reject, by its code. */
export type Advice = (code: string) => string;

const KEYS_SHOWN = 3;

/** Rows that Convex would refuse for the same reason at the same place. */
type Group = { first: ListedReject; rows: number; keys: string[] };

/**
 * Every row through the mapping in the deployment, which takes itself back; what it refuses, by table, field and code.
 *
 * @param options.causes What was found already: rejects of these are not told again.
 */
export async function scanRows(
  io: MigrationIo,
  plan: Plan,
  tables: readonly DescribedTable[],
  {
    advice,
    orphans,
    causes,
  }: { advice: Advice; orphans: readonly RefOrphans[]; causes: readonly RejectCause[] },
): Promise<Finding[]> {
  const groups = new Map<string, Group>();
  await dryRunTables(io, plan, tables, (rejects) => {
    for (const reject of rejects) addTo(groups, reject);
  });
  return [...groups.values()].flatMap((group) =>
    group.first.kind !== "reject"
      ? withoutParent(group, orphans)
      : isCounted(causes, group.first)
        ? []
        : [rejected(group, advice)],
  );
}

function addTo(groups: Map<string, Group>, reject: ListedReject): void {
  const { table, field, code, kind, key } = reject;
  const name = JSON.stringify([table, kind, field === undefined ? "" : placeOf(field), code]);
  const group = groups.get(name) ?? { first: reject, rows: 0, keys: [] };
  group.rows += 1;
  if (group.keys.length < KEYS_SHOWN) group.keys.push(key);
  groups.set(name, group);
}

/** `tags[17].name` and `tags[3].name` are the same place. */
const placeOf = (field: string): string => field.replace(/\[\d+\]/g, "[]");

function rejected({ first, rows, keys }: Group, advice: Advice): Finding {
  const { source, field, code, reason } = first;
  const place = field === undefined ? "" : ` ${placeOf(field)}`;
  return {
    ...{ severity: "error", code: "ROWS_REJECTED", table: source, rows, keys },
    ...(field === undefined ? {} : { field: placeOf(field) }),
    message: `${source}${place}: ${rowsOf(rows)} would be rejected (${code}), such as ${keys.join(" and ")}: ${reason}.`,
    fix: asSentence(advice(code)),
  };
}

/** Rows whose parent the source lacks are found without a scan. Here are those whose parent is there and is left out itself. */
function withoutParent({ first, rows, keys }: Group, orphans: readonly RefOrphans[]): Finding[] {
  const { source, table, field, kind, parent } = first;
  const known = orphans.find((each) => each.table.target === table && each.ref.field === field);
  const more = rows - (known?.rows ?? 0);
  if (more <= 0) return [];
  const of = parent === undefined ? "" : ` in ${parent.table}`;
  // The mapping asks for it: orphan: "null".
  const severity = kind === "nulled" ? "info" : "error";
  return [
    {
      ...{ severity, code: "PARENTS_REJECTED", table: source, rows: more, keys },
      ...(field === undefined ? {} : { field }),
      message: `${source}${field === undefined ? "" : ` ${field}`}: ${rowsOf(more)} would lose ${more === 1 ? "its" : "their"} parent${of}, which has no document.`,
      fix: `See why the parent${of} is rejected, skipped or not found.`,
    },
  ];
}

const asSentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
