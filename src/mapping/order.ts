import { alg, Graph } from "@dagrejs/graphlib";
import { legacyFieldOf } from "../shared/casing.ts";
import type { PlanProblem } from "../shared/plan.ts";
import { allRefsOf, type MappedRef, type MappedTable } from "./table.ts";

export type Ordered = {
  /** Parents before children; within a cycle, in an order that leaves only optional refs open. */
  tables: MappedTable[];
  /** Refs that a pass resolves, because their table is loaded later or at the same time. */
  deferred: ReadonlySet<MappedRef>;
  problems: PlanProblem[];
};

export function orderTables(tables: readonly MappedTable[]): Ordered {
  const cycleOf = cycles(tables);
  const placed: MappedTable[] = [];
  const isPlaced = (target: string): boolean => placed.some((table) => table.target === target);
  const mapped = new Set(tables.map(({ target }) => target));
  const mustWaitFor = (table: MappedTable, ref: MappedRef): boolean =>
    ref.resolve === "early" &&
    ref.table !== table.target &&
    mapped.has(ref.table) &&
    !(canWait(ref) && cycleOf.get(ref.table) === cycleOf.get(table.target));

  let waiting = [...tables];
  while (waiting.length > 0) {
    // The first in the user's own order whose parents are there.
    const next = waiting.find((table) =>
      allRefsOf(table).every((ref) => !mustWaitFor(table, ref) || isPlaced(ref.table)),
    );
    if (next === undefined) break;
    placed.push(next);
    waiting = waiting.filter((table) => table !== next);
  }

  const inCycle = (table: MappedTable): boolean =>
    waiting.some((other) => other !== table && cycleOf.get(other.target) === cycleOf.get(table.target));
  const deferred = deferredRefs([...placed, ...waiting], mapped);
  const problems = waiting.length > 0 ? [requiredCycle(waiting.filter(inCycle))] : [];
  for (const table of placed) {
    for (const ref of allRefsOf(table)) {
      // That a natural key cannot wait at all is said elsewhere.
      if (deferred.has(ref) && !ref.natural && !canWait(ref)) problems.push(cannotWait(table, ref));
    }
  }
  return { tables: [...placed, ...waiting], deferred, problems };
}

/** A ref can wait for its pass where the document may be without it, and has a field to keep the legacy id in. */
const canWait = (ref: MappedRef): boolean => ref.shape.optional && ref.legacyField !== undefined;

function cycles(tables: readonly MappedTable[]): Map<string, number> {
  const graph = new Graph({ directed: true });
  for (const { target } of tables) graph.setNode(target);
  for (const table of tables) {
    for (const ref of allRefsOf(table)) if (graph.hasNode(ref.table)) graph.setEdge(table.target, ref.table);
  }
  return new Map(
    alg.tarjan(graph).flatMap((component, at) => component.map((target) => [target, at] as const)),
  );
}

function deferredRefs(order: readonly MappedTable[], mapped: ReadonlySet<string>): Set<MappedRef> {
  const deferred = new Set<MappedRef>();
  const loaded = new Set<string>();
  for (const table of order) {
    for (const ref of allRefsOf(table)) {
      if (ref.resolve === "pass" || (mapped.has(ref.table) && !loaded.has(ref.table))) deferred.add(ref);
    }
    loaded.add(table.target);
  }
  return deferred;
}

function requiredCycle(tables: readonly MappedTable[]): PlanProblem {
  const names = tables.map(({ target }) => target).join(", ");
  return {
    table: tables[0]?.target ?? "",
    message:
      `${names}: required refs form a cycle, so none of these tables can be loaded first. Make one of the refs ` +
      'v.optional(v.id(…)) in the schema and add its legacy("…") field, so that a pass can resolve it.',
  };
}

function cannotWait(table: MappedTable, ref: MappedRef): PlanProblem {
  const missing = ref.shape.optional
    ? `add ...legacy("${ref.field}"), that is ${legacyFieldOf(ref.field)}: v.optional(v.string()), to the table`
    : `make ${ref.field} v.optional(v.id("${ref.table}")) and add ...legacy("${ref.field}") to the table`;
  return {
    table: table.target,
    field: ref.field,
    message: `${table.target}: ${ref.field} refers to "${ref.table}" and must wait for a pass. In the schema, ${missing}.`,
  };
}
