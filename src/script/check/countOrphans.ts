import { keyOfRow, legacyIdOf } from "../../shared/legacyId.ts";
import { type PlanRef, type PlanTable, sourceName } from "../../shared/plan.ts";
import type { SourceRow } from "../../source/source.ts";
import { Interrupted } from "../errors.ts";
import { bareTable, joinedTable } from "../joinedTable.ts";
import type { MigrationIo } from "../migrationIo.ts";
import type { DescribedTable } from "../preflight.ts";
import { type KnownParents, knownParents } from "./knownParents.ts";

const KEYS_SHOWN = 5;

/** The rows of one table whose parent the source does not have, by one ref. */
export type RefOrphans = { table: PlanTable; ref: PlanRef; rows: number; keys: string[] };

type CountedRef = RefOrphans & { columns: string[]; parents: KnownParents };

/**
 * Reads the keys and foreign keys of every table with a ref to another of these, and counts the rows without a parent.
 * A ref by a natural key is left out: only Convex knows what it finds.
 */
export async function countOrphans(
  io: Pick<MigrationIo, "source" | "report" | "signal">,
  tables: readonly DescribedTable[],
): Promise<RefOrphans[]> {
  const counted: RefOrphans[] = [];
  for (const { table, description } of tables) {
    const rows = description.found ? description.rows : 0;
    for (const child of rows === 0 ? [] : childrenIn(io, tables, table)) {
      await countIn(io, child, rows);
      counted.push(...child.refs.map(({ columns: _columns, parents: _parents, ...ref }) => ref));
    }
  }
  return counted;
}

/** Refs over the columns of one source table. */
type Child = { read: PlanTable; refs: CountedRef[] };

/** The table itself and its joins, each with the refs that are made of its columns alone. */
function childrenIn(
  { source }: Pick<MigrationIo, "source">,
  tables: readonly DescribedTable[],
  table: PlanTable,
): Child[] {
  const countable = table.refs.flatMap((ref) => {
    const parent = tables.find((each) => each.table.target === ref.table);
    return parent === undefined || ref.columns.length === 0 ? [] : [{ ref, parent }];
  });
  const child = (join: string, from: PlanTable): Child => {
    const refs = countable.flatMap(({ ref, parent }) => {
      const columns = ownColumns(from, ref, join);
      if (columns === undefined) return [];
      return [{ table, ref, columns, rows: 0, keys: [], parents: knownParents(source, parent) }];
    });
    const columns = refs.flatMap((each) => each.columns);
    return { read: bareTable(from, columns), refs };
  };
  // A joined table that is missing has no columns here.
  const joins = table.joins.filter((join) => join.columns.length > 0);
  return [child("", table), ...joins.map((join) => child(join.name, joinedTable(table, join)))].filter(
    ({ refs }) => refs.length > 0,
  );
}

/** A ref's columns without the name of the join whose they all are; undefined where one is another's, or missing. */
function ownColumns(table: PlanTable, { columns }: PlanRef, join: string): string[] | undefined {
  const prefix = join === "" ? "" : `${join}.`;
  const present = new Set(table.columns.map(({ name }) => name));
  const names = columns.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return names.length === columns.length && names.every((name) => present.has(name)) ? names : undefined;
}

async function countIn(
  { source, report, signal }: Pick<MigrationIo, "source" | "report" | "signal">,
  { read, refs }: Child,
  total: number,
): Promise<void> {
  const table = sourceName(read.source);
  let rows = 0;
  for await (const page of source.readRows(read, { after: null })) {
    for (const ref of refs) await countPage(ref, page, read.key);
    rows += page.length;
    report({ kind: "checking", table, rows, total: Math.max(rows, total) });
    if (signal.aborted) throw new Interrupted();
  }
  report({ kind: "checked", table, rows, refs: refs.length });
}

async function countPage(ref: CountedRef, page: readonly SourceRow[], key: readonly string[]): Promise<void> {
  const referring = page.flatMap((row) => {
    const parts = keyOfRow(row, ref.columns);
    return parts === undefined ? [] : [{ row, parts }];
  });
  const missing = await ref.parents.missing(referring.map(({ parts }) => parts));
  for (const { row, parts } of missing.size === 0 ? [] : referring) {
    if (!missing.has(legacyIdOf(parts))) continue;
    ref.rows += 1;
    if (ref.keys.length < KEYS_SHOWN) ref.keys.push(legacyIdOf(keyOfRow(row, key) ?? []));
  }
}
