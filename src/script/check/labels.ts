import { camelCase } from "../../shared/casing.ts";
import { type PlanColumn, type PlanTable, type SourceName, sourceName } from "../../shared/plan.ts";
import type { Catalogue } from "../../source/catalogue.ts";
import { SourceError } from "../../source/source.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";
import { catalogueTable } from "./catalogueTables.ts";
import { type Finding, rowsOf } from "./finding.ts";
import { readPlaces } from "./readPlaces.ts";
import { fateOf, OR_SCAN, type RejectCause } from "./rejectCause.ts";
import { sourceTypeOf } from "./typeFamily.ts";

type Io = Pick<MigrationIo, "source">;

/** A column of an enum, and its labels that its fields do not take. */
type Refused = { column: PlanColumn; labels: string[] };

/**
 * Labels of the source's enums that are not among the literals of a field. An error where rows have them: Postgres drops
 * no label, so one that no row has may have been given up long ago.
 */
export async function labelCauses(
  io: Io,
  catalogue: Catalogue,
  tables: readonly DescribedTable[],
): Promise<RejectCause[]> {
  const causes: RejectCause[] = [];
  for (const { table, join, source, columns, maySkip } of readPlaces(tables)) {
    for (const refused of refusedLabels(catalogue, source, columns)) {
      // Of a joined table only what belongs to a row is read, which is not counted here.
      const rows = join === undefined ? await countRows(io, table, refused) : undefined;
      causes.push(cause(table, refused, { at: sourceName(source), rows, maySkip }));
    }
  }
  return causes;
}

function refusedLabels(catalogue: Catalogue, source: SourceName, columns: readonly PlanColumn[]): Refused[] {
  const known = new Map(catalogueTable(catalogue, source)?.columns.map((column) => [column.name, column]));
  return columns.flatMap((column): Refused[] => {
    const { literals } = column;
    const inCatalogue = known.get(column.name);
    if (literals === null || inCatalogue === undefined) return [];
    if (sourceTypeOf(inCatalogue).family === "array") return [];
    const labels = (inCatalogue.enumValues ?? []).filter((label) => !literals.includes(label));
    return labels.length === 0 ? [] : [{ column, labels }];
  });
}

/** undefined where the source does not tell. */
async function countRows(
  { source }: Io,
  table: PlanTable,
  { column, labels }: Refused,
): Promise<number | undefined> {
  const where = [...table.where, { column: column.name, in: labels }];
  try {
    const described = await source.describe({ ...bareTable(table, [column.name]), where });
    return described.found ? described.rows : undefined;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

function cause(
  table: PlanTable,
  { column: { name, requiredBy }, labels }: Refused,
  { at, rows, maySkip }: { at: string; rows: number | undefined; maySkip: boolean },
): RejectCause {
  const listed = labels.map((label) => JSON.stringify(label));
  const surely = rows !== undefined && rows > 0 && !maySkip;
  const [field] = requiredBy;
  const finding: Finding = {
    ...{ severity: surely ? "error" : "warning", code: "LABEL_REFUSED", table: at, field: name },
    message:
      `${at}.${name}: its enum has ${listed.join(", ")}, which ` +
      `${field === undefined ? `its field in ${table.target}` : `${table.target}.${field}`} does not take. ` +
      becomes(rows, labels.length, maySkip),
    fix:
      `Add ${listed.map((label) => `v.literal(${label})`).join(", ")} to the field's union in the schema` +
      (surely || rows === 0 ? "." : `; ${OR_SCAN}`),
    ...(rows ? { rows } : {}),
  };
  // The plan does not name a field that may be empty; most are named as their column is.
  return { finding, target: table.target, fields: [...requiredBy, camelCase(name)], code: "WRONG_TYPE" };
}

function becomes(rows: number | undefined, labels: number, maySkip: boolean): string {
  const them = labels === 1 ? "it" : "one of them";
  if (rows === undefined) return `Rows with ${them} would be rejected.`;
  if (rows === 0) return `No row has ${them} now.`;
  return `${rowsOf(rows)} ${rows === 1 ? "has" : "have"} ${them}. ${fateOf(maySkip, rows)}`;
}
