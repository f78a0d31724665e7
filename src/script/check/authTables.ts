import { type PlanTable, type SourceName, sourceName } from "../../shared/plan.ts";
import { SourceError, type TableDescription } from "../../source/source.ts";
import { bareTable, joinedTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import { knownColumns, type SourceReads } from "./sourceReads.ts";

type Io = Pick<MigrationIo, "source">;

/**
 * A table of the auth server without the columns in which nobody has a value, unless the mapping knows of them. The admin
 * API shows no others, and a mapping that is complete for one source has to be so for all.
 */
export async function withoutUnused(
  io: Io,
  reads: SourceReads,
  description: TableDescription,
): Promise<TableDescription> {
  if (!description.found || description.columns === null || !isAuthTable(reads.source)) return description;
  const [reader] = reads.readers;
  if (reader === undefined) return description;
  const table = reader.join === undefined ? reader.table : joinedTable(reader.table, reader.join);
  const known = knownColumns(reads);
  const columns: string[] = [];
  for (const name of description.columns) {
    if (known.has(name) || (await isUsed(io, table, name))) columns.push(name);
  }
  return { ...description, columns };
}

const isAuthTable = (source: SourceName): boolean =>
  ["auth.users", "auth.identities"].includes(sourceName(source));

async function isUsed({ source }: Io, table: PlanTable, column: string): Promise<boolean> {
  const read = { ...bareTable(table, [column]), where: [] };
  try {
    // Columns of these names are false for an ordinary user.
    if (column.startsWith("is_")) {
      const described = await source.describe({ ...read, where: [{ column, in: ["true"] }] });
      return described.found && described.rows > 0;
    }
    // The rows with a value are those that have a key, if the column is taken for it.
    for await (const page of source.readRows({ ...read, key: [column] }, { after: null })) {
      if (page.some((row) => row[column] !== "")) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof SourceError) return true;
    throw error;
  }
}
