import type { Link } from "./links.ts";
import type { SelectedTable } from "./selection.ts";

export type LoadOrder = {
  /** Parents before children, as far as circles let them. */
  tables: SelectedTable[];
  /** Refs that wait for a pass: their parent is loaded later, or at the same time. */
  deferred: ReadonlySet<Link>;
};

/**
 * An order in which few refs wait for a pass, and as few required ones as can be. The mapping finds the same order again,
 * since every table stands behind the parents that it does not wait for.
 */
export function loadOrder(tables: readonly SelectedTable[], links: readonly Link[]): LoadOrder {
  const order: SelectedTable[] = [];
  const deferred = new Set<Link>();
  const waiting = new Set(tables);
  const openOf = (child: SelectedTable): Link[] =>
    links.filter((link) => link.child === child && link.parent !== child && waiting.has(link.parent));
  while (waiting.size > 0) {
    const next = firstOf([...waiting], openOf);
    for (const link of [...openOf(next), ...links.filter(isSelf(next))]) deferred.add(link);
    order.push(next);
    waiting.delete(next);
  }
  return { tables: order, deferred };
}

/** A required ref that has to become optional weighs more than all refs that only wait for a pass. */
const REQUIRED = 10_000;

const isSelf =
  (table: SelectedTable) =>
  ({ child, parent }: Link): boolean =>
    child === table && parent === table;

/** A table whose parents are all there, else one that may best be without them, of a circle that waits for no other. */
function firstOf(waiting: readonly SelectedTable[], openOf: (child: SelectedTable) => Link[]): SelectedTable {
  const ready = waiting.find((table) => openOf(table).length === 0);
  if (ready !== undefined) return ready;
  const reached = new Map(waiting.map((table) => [table, reach(table, openOf)]));
  const inFirstCircle = waiting.filter((table) =>
    [...(reached.get(table) ?? [])].every((other) => reached.get(other)?.has(table)),
  );
  const cost = (table: SelectedTable): number => {
    const open = openOf(table);
    return open.filter(({ required }) => required).length * REQUIRED + open.length;
  };
  return inFirstCircle.reduce((best, table) => (cost(table) < cost(best) ? table : best));
}

function reach(table: SelectedTable, openOf: (child: SelectedTable) => Link[]): Set<SelectedTable> {
  const found = new Set<SelectedTable>();
  const ahead = [table];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    for (const { parent } of openOf(next)) {
      if (!found.has(parent)) ahead.push(parent);
      found.add(parent);
    }
  }
  return found;
}
