import { keyOfRow, legacyIdOf } from "../../shared/legacyId.ts";
import { type PlanColumn, type PlanTable, type SourceName, sourceName } from "../../shared/plan.ts";
import type { Catalogue } from "../../source/catalogue.ts";
import { SourceError, TooManyKeyless } from "../../source/source.ts";
import { Interrupted } from "../errors.ts";
import { bareTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";
import { catalogueTable } from "./catalogueTables.ts";
import { type Finding, rowsOf } from "./finding.ts";
import { readPlaces } from "./readPlaces.ts";
import { fateOf, OR_SCAN, type RejectCause } from "./rejectCause.ts";

const KEYS_SHOWN = 3;
/** Beyond it, how many there are makes no difference to what is to be done. */
const MOST_COUNTED = 10_000;

type Io = Pick<MigrationIo, "source" | "signal">;

/** NULLs of a column, counted up to a limit. */
type Nulls = { rows: number; all: boolean; keys: string[] };

/**
 * Columns that may be NULL, and whose fields need a value and have no default. Of a table's own columns the NULLs are
 * counted: without any, nothing is said. Of a joined table only what belongs to a row is read, which is not counted here.
 */
export async function nullCauses(
  io: Io,
  catalogue: Catalogue,
  tables: readonly DescribedTable[],
): Promise<RejectCause[]> {
  const causes: RejectCause[] = [];
  const withRows = tables.filter(({ description }) => description.found && description.rows > 0);
  for (const { table, join, source, columns, maySkip } of readPlaces(withRows)) {
    for (const column of nullable(catalogue, source, columns)) {
      if (join !== undefined) {
        causes.push(cause(table, { column, maySkip, join, nulls: undefined }));
        continue;
      }
      // Of a key it is known already that it may be NULL.
      if (table.key.includes(column.name)) continue;
      const nulls = await countNulls(io, table, column.name);
      if (nulls?.rows !== 0) causes.push(cause(table, { column, maySkip, nulls }));
    }
  }
  return causes;
}

function nullable(catalogue: Catalogue, source: SourceName, columns: readonly PlanColumn[]): PlanColumn[] {
  const known = catalogueTable(catalogue, source)?.columns ?? [];
  const names = new Set(known.flatMap((column) => (column.nullable ? [column.name] : [])));
  return columns.filter(({ name, requiredBy }) => requiredBy.length > 0 && names.has(name));
}

/** The rows with a NULL are those that have no key, if the column is taken for it. undefined where they cannot be read. */
async function countNulls(
  { source, signal }: Io,
  table: PlanTable,
  column: string,
): Promise<Nulls | undefined> {
  const nulls: Nulls = { rows: 0, all: true, keys: [] };
  try {
    for await (const page of source.readKeyless({ ...bareTable(table, [column]), key: [column] })) {
      if (signal.aborted) throw new Interrupted();
      for (const row of page.slice(0, KEYS_SHOWN - nulls.keys.length)) {
        const key = keyOfRow(row, table.key);
        if (key !== undefined) nulls.keys.push(legacyIdOf(key));
      }
      nulls.rows += page.length;
      if (nulls.rows >= MOST_COUNTED) return { ...nulls, all: false };
    }
    return nulls;
  } catch (error) {
    if (error instanceof TooManyKeyless) return { rows: error.rows, all: true, keys: [] };
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

function cause(
  table: PlanTable,
  {
    column: { name, requiredBy },
    maySkip,
    nulls,
    join,
  }: {
    column: PlanColumn;
    maySkip: boolean;
    nulls: Nulls | undefined;
    join?: PlanTable["joins"][number];
  },
): RejectCause {
  const at = sourceName(join?.source ?? table.source);
  const named = requiredBy.map((field) => `${table.target}.${field}`).join(" and ");
  const need =
    requiredBy.length === 1 ? "needs a value and has no default" : "need a value and have no default";
  const surely = nulls !== undefined && !maySkip;
  const finding: Finding = {
    ...{ severity: surely ? "error" : "warning", code: "NULL_REFUSED", table: at, field: name },
    message: `${at}.${name}: ${found(nulls)}, and ${named} ${need}. ${nulls === undefined ? "Rows with a NULL there would be rejected." : fateOf(maySkip, nulls.rows)}`,
    fix:
      "Let the field be empty in the schema: v.optional(…), or give it a value in the mapping: .default(…)" +
      (surely ? "." : `; ${OR_SCAN}`),
    ...(nulls?.all ? { rows: nulls.rows } : {}),
    ...(nulls === undefined || nulls.keys.length === 0 ? {} : { keys: nulls.keys }),
  };
  return { finding, target: table.target, fields: requiredBy, code: "VALUE_MISSING" };
}

function found(nulls: Nulls | undefined): string {
  if (nulls === undefined) return "it may be NULL";
  const such = nulls.keys.length === 0 ? "" : `, such as ${nulls.keys.join(" and ")}`;
  return `it is NULL in ${rowsOf(nulls.rows)}${nulls.all ? "" : " or more"}${such}`;
}
