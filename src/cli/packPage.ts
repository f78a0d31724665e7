import { totals } from "../report/totals.ts";
import type { Packed } from "../pack/packMigration.ts";
import type { PackedZip } from "../pack/writeDocuments.ts";
import type { ReportedTable } from "../script/reportedTable.ts";
import { counted, duration, figure } from "../shared/words.ts";
import { rejectLines, type ShownReject } from "./rejects.ts";
import { tableLines } from "./tableLines.ts";

/** What `pack --json` prints. */
export type PackReport = {
  format: 1;
  /** Nothing was rejected, orphaned or left unresolved. */
  complete: boolean;
  seconds: number;
  /** For `npx convex import --replace`; null where there is nothing to replace a table with. */
  replace: PackedZip | null;
  /** For `npx convex import --append`, into tables that stay; null where none stays or nothing comes. */
  append: PackedZip | null;
  /** The number of each target table in its ids, for documentIds(). */
  tableNumbers: Record<string, number>;
  tables: ReportedTable[];
  /** The first rows and refs that were left behind, without their values. */
  rejects: ShownReject[];
  next: string;
};

export function packReport(
  { replace, append, numbers, tables: packed }: Packed,
  rest: { tables: ReportedTable[]; rejects: ShownReject[]; seconds: number; next: string },
): PackReport {
  const { rejected, orphans, unresolved } = totals(rest.tables);
  const filled = packed.filter(({ mapped }) => mapped.lookup === undefined).map(({ table }) => table.target);
  return {
    ...{ format: 1, complete: rejected + orphans + unresolved === 0, seconds: rest.seconds },
    ...{ replace: replace ?? null, append: append ?? null },
    tableNumbers: Object.fromEntries(filled.map((target) => [target, numbers.get(target) ?? 0])),
    ...{ tables: rest.tables, rejects: rest.rejects, next: rest.next },
  };
}

/** The same for a person. @param isImported The ZIPs are about to be imported by this command. */
export function packPage(report: PackReport, isImported: boolean): string[] {
  const { tables, rejects, seconds, tableNumbers, next } = report;
  const { sourceRows, rejected, orphans, unresolved } = totals(tables);
  const more = Math.max(0, rejected + orphans + unresolved - rejects.length);
  const lines = rejectLines({
    shown: rejects.slice(0, REJECTS_SHOWN),
    more: more + Math.max(0, rejects.length - REJECTS_SHOWN),
  });
  const zips = zipsOf(report);
  const documents = zips.reduce((sum, { zip }) => sum + documentsIn(zip), 0);
  const numbers = Object.entries(tableNumbers).map(([table, number]) => `${table}: ${number}`);
  return [
    ...tableLines(tables),
    ...(lines.length > 0 ? ["", ...lines] : []),
    "",
    `Packed ${counted(documents, "document")} for ${figure(sourceRows)} rows in ${duration(seconds)}: ` +
      `${counted(rejected, "reject")}, ${counted(orphans, "orphan")}, ${figure(unresolved)} unresolved.`,
    `Their ids: documentIds({ ${numbers.join(", ")} })`,
    ...(isImported
      ? []
      : [
          "Nothing was written to Convex. By hand:",
          ...zips.map(({ mode, zip }) => `  npx convex import ${mode} ${zip.path}`),
          "  npx supabase-to-convex run    # finds the documents again, and records them",
          `Next: ${next}`,
        ]),
  ];
}

const REJECTS_SHOWN = 15;

type Zip = { mode: "--replace" | "--append"; zip: PackedZip };

/** The ZIPs that there are, in the order in which they are imported: what others refer to is there first. */
export const zipsOf = ({ replace, append }: Pick<PackReport, "replace" | "append">): Zip[] => [
  ...(append ? [{ mode: "--append" as const, zip: append }] : []),
  ...(replace ? [{ mode: "--replace" as const, zip: replace }] : []),
];

export const documentsIn = ({ tables }: PackedZip): number =>
  tables.reduce((sum, { documents }) => sum + documents, 0);
