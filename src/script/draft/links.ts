import { alg, Graph } from "@dagrejs/graphlib";
import type { CatalogueColumn, ForeignKey } from "../../source/catalogue.ts";
import type { SelectedTable } from "./selection.ts";

/** A foreign key that becomes a ref. */
export type Link = {
  child: SelectedTable;
  parent: SelectedTable;
  /** The child's columns, in the order of the parent's key, or of its unique columns. */
  columns: readonly string[];
  /** The parent's columns that they equal, where those are not its key: the ref then goes by a natural key. */
  unique: readonly string[] | undefined;
  /** None of the columns may be NULL. */
  required: boolean;
};

/** A foreign key that becomes no ref: its columns keep their values. */
export type Unlinked = { child: SelectedTable; foreignKey: ForeignKey; because: string };

/**
 * The foreign keys of the drafted tables as refs, each set of columns once.
 *
 * @param isValue Whether a column becomes a field with a value, which a natural key needs.
 */
export function linkTables(
  tables: readonly SelectedTable[],
  isValue: (table: SelectedTable, column: CatalogueColumn) => boolean,
): { links: Link[]; unlinked: Unlinked[] } {
  const found: (Link | Unlinked)[] = tables.flatMap((child) => {
    const seen = new Set<string>();
    return [...child.table.foreignKeys]
      .map((foreignKey) => linkOf(child, foreignKey, tables))
      .sort((a, b) => rank(a) - rank(b))
      .filter((link) => {
        const columns = JSON.stringify([...columnsOf(link)].sort());
        return seen.has(columns) ? false : seen.add(columns);
      });
  });
  const links = found.filter((each): each is Link => "columns" in each);
  const cycleOf = cycles(tables, links);
  const values = (link: Link): boolean =>
    (link.unique ?? []).every((name) => {
      const column = link.parent.table.columns.find((each) => each.name === name);
      return column !== undefined && isValue(link.parent, column);
    }) &&
    !links.some(
      (other) => other.child === link.parent && other.columns.some((name) => link.unique?.includes(name)),
    );
  const refused = (link: Link): string | undefined => {
    if (link.unique === undefined) return undefined;
    if (cycleOf.get(link.child) === cycleOf.get(link.parent)) {
      return "it does not refer to a primary key, and is part of a circle, for which a pass needs one";
    }
    return values(link) ? undefined : "it refers to columns that are no plain values in the target";
  };
  return {
    links: links.filter((link) => refused(link) === undefined),
    unlinked: found.flatMap((each) => {
      if (!("columns" in each)) return [each];
      const because = refused(each);
      return because === undefined ? [] : [{ child: each.child, foreignKey: asForeignKey(each), because }];
    }),
  };
}

const rank = (link: Link | Unlinked): number => ("columns" in link ? (link.unique ? 1 : 0) : 2);

const columnsOf = (link: Link | Unlinked): readonly string[] =>
  "columns" in link ? link.columns : link.foreignKey.columns;

const asForeignKey = ({ columns, parent, unique }: Link): ForeignKey => ({
  columns: [...columns],
  schema: parent.table.schema,
  table: parent.table.table,
  references: [...(unique ?? parent.key)],
});

function linkOf(
  child: SelectedTable,
  foreignKey: ForeignKey,
  tables: readonly SelectedTable[],
): Link | Unlinked {
  const { schema, table, columns, references } = foreignKey;
  const parent = tables.find((each) => each.table.schema === schema && each.table.table === table);
  if (parent === undefined) {
    return { child, foreignKey, because: `${schema}.${table} is not migrated` };
  }
  const nullable = child.table.columns.filter((column) => column.nullable).map(({ name }) => name);
  const required = !columns.some((column) => nullable.includes(column));
  const inOrderOf = (names: readonly string[]): string[] =>
    names.map((name) => columns[references.indexOf(name)] ?? "");
  return isSame(references, parent.key)
    ? { child, parent, columns: inOrderOf(parent.key), unique: undefined, required }
    : { child, parent, columns: [...columns], unique: [...references], required };
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name) => b.includes(name));

/** Tables that refer to each other in a circle have the same number. */
function cycles(tables: readonly SelectedTable[], links: readonly Link[]): Map<SelectedTable, number> {
  const graph = new Graph({ directed: true });
  tables.forEach((_table, at) => void graph.setNode(String(at)));
  for (const { child, parent } of links) {
    graph.setEdge(String(tables.indexOf(child)), String(tables.indexOf(parent)));
  }
  const numbers = new Map<SelectedTable, number>();
  alg.tarjan(graph).forEach((component, number) => {
    for (const at of component) {
      const table = tables[Number(at)];
      if (table !== undefined) numbers.set(table, number);
    }
  });
  return numbers;
}
