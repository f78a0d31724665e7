import type { Catalogue, CatalogueColumn } from "../../source/catalogue.ts";
import { columnUse } from "./columnUse.ts";
import { configText } from "./configText.ts";
import { type FieldNames, fieldNames } from "./fieldNames.ts";
import { type Link, linkTables, type Unlinked } from "./links.ts";
import { loadOrder } from "./loadOrder.ts";
import { migrationsText } from "./migrationsText.ts";
import type { Named } from "./names.ts";
import { schemaText } from "./schemaText.ts";
import {
  type LeftOut,
  type SelectedTable,
  type Selection,
  SelectionError,
  selectTables,
} from "./selection.ts";
import { type DraftTable, draftTable, type Plot } from "./tableDraft.ts";
import { tableNames } from "./tableNames.ts";

/** A name of the source that could not be kept, `orders` or `orders._rev`, and the one that stands for it. */
export type Rename = { from: string; to: string; because: string };

/** A mapping and a schema for a source, as text, and what a person should know about them. */
export type Draft = {
  /** In load order. */
  tables: readonly DraftTable[];
  /** Tables of the source that are not migrated. */
  leftOut: readonly LeftOut[];
  renames: readonly Rename[];
  /** Columns that keep the source's key, where their foreign key can become no ref. */
  unlinked: readonly { from: string; columns: readonly string[]; because: string }[];
  /** Columns of times that hold `infinity`, which becomes JavaScript's Infinity. */
  infinite: readonly string[];
  /** Refs that Postgres requires and that have become optional, because a pass resolves them. */
  madeOptional: readonly { table: string; field: string }[];
  files: { schema: string; migrations: string; config: string };
};

/**
 * @param infinite Columns of times that hold `infinity` in some row.
 * @throws SelectionError where nothing is left to migrate, or a name of the selection is unknown.
 */
export function draftMigration(
  catalogue: Catalogue,
  selection: Selection = {},
  infinite: ReadonlySet<CatalogueColumn> = new Set(),
): Draft {
  const useOf: Plot["useOf"] = (table, column) => columnUse(table, column, infinite.has(column));
  const { tables: selected, leftOut } = selectTables(catalogue, selection);
  if (selected.length === 0) throw new SelectionError(nothingLeft(leftOut));
  const { links, unlinked } = linkTables(selected, (table, column) => useOf(table, column).kind === "value");
  const { tables: inOrder, deferred } = loadOrder(selected, links);
  const targets = tableNames(selected);
  const targetOf = (table: SelectedTable): string => nameIn(targets, table);
  const fields = new Map(selected.map((table) => [table, namesOf(table, links, targetOf, useOf)]));
  const plot: Plot = {
    ...{ links, deferred, targetOf, useOf },
    fieldOf: (table, of) => {
      const names = fields.get(table);
      return "child" in of ? nameIn(names?.refs, of) : nameIn(names?.values, of);
    },
  };
  const tables = inOrder.map((table) => draftTable(table, plot));
  return {
    ...{ tables, leftOut },
    renames: selected.flatMap((table) => renamesOf(table, targets.get(table), fields.get(table))),
    unlinked: unlinked.map(unlinkedOf),
    infinite: selected.flatMap(({ from, table }) =>
      table.columns.filter((column) => infinite.has(column)).map(({ name }) => `${from}.${name}`),
    ),
    madeOptional: links
      .filter((link) => deferred.has(link) && link.required)
      .map((link) => ({ table: targetOf(link.child), field: plot.fieldOf(link.child, link) })),
    files: {
      schema: schemaText(tables),
      migrations: migrationsText(tables, leftOut),
      config: configText(),
    },
  };
}

function namesOf(
  table: SelectedTable,
  links: readonly Link[],
  targetOf: Plot["targetOf"],
  useOf: Plot["useOf"],
): FieldNames {
  const own = links.filter(({ child }) => child === table);
  const isRef = ({ name }: CatalogueColumn): boolean =>
    own.some(({ columns }) => columns.length === 1 && columns[0] === name);
  const values = table.table.columns.filter(
    (column) => !isRef(column) && useOf(table, column).kind === "value",
  );
  return fieldNames(values, own, ({ parent }) => targetOf(parent));
}

function renamesOf(
  { from, table }: SelectedTable,
  target: Named | undefined,
  names: FieldNames | undefined,
): Rename[] {
  const fields = [
    ...[...(names?.values ?? [])].map(([{ name }, named]) => [name, named] as const),
    ...[...(names?.refs ?? [])].map(([{ columns }, named]) => [columns.join(", "), named] as const),
  ];
  const at = (column: string): number => table.columns.findIndex(({ name }) => name === column);
  const inOrder = fields.sort(([a], [b]) => at(a) - at(b));
  return [
    [from, target] as const,
    ...inOrder.map(([column, named]) => [`${from}.${column}`, named] as const),
  ].flatMap(([source, named]) =>
    named?.because === undefined ? [] : [{ from: source, to: named.name, because: named.because }],
  );
}

const unlinkedOf = ({ child, foreignKey, because }: Unlinked): Draft["unlinked"][number] => ({
  from: child.from,
  columns: foreignKey.columns,
  because,
});

function nameIn<Key>(names: ReadonlyMap<Key, Named> | undefined, key: Key): string {
  const named = names?.get(key);
  if (named === undefined) throw new Error("The draft has no name for something that it drafts");
  return named.name;
}

function nothingLeft(leftOut: readonly LeftOut[]): string {
  const reasons = leftOut.map(({ from, because }) => `- ${from}: ${because}`).join("\n");
  return leftOut.length === 0
    ? "The source shows no tables. Does this key see them?"
    : `Nothing is left to migrate:\n${reasons}`;
}
