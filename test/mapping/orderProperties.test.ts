import fc from "fast-check";
import { expect, test } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { refsOf } from "../../src/mapping/table.ts";
import { mappingOf, type RefFields, required, waiting } from "./declared.ts";

type Edge = readonly [from: number, to: number];

/** Tables `t0`, `t1` … in any order, with a ref for each edge. */
const graph = (edge: (tables: number) => fc.Arbitrary<Edge>) =>
  fc.integer({ min: 1, max: 8 }).chain((tables) =>
    fc.record({
      edges: fc.array(edge(tables), { maxLength: 16 }),
      names: fc.shuffledSubarray(
        Array.from({ length: tables }, (_, at) => `t${at}`),
        { minLength: tables },
      ),
    }),
  );

const anyEdge = (tables: number): fc.Arbitrary<Edge> =>
  fc.tuple(fc.nat({ max: tables - 1 }), fc.nat({ max: tables - 1 }));
const edgeToSmaller = (tables: number): fc.Arbitrary<Edge> =>
  anyEdge(tables)
    .filter(([a, b]) => a !== b || tables === 1)
    .map(([a, b]) => [Math.max(a, b), Math.min(a, b)]);

function mappingOfGraph(names: string[], edges: readonly Edge[], ref: RefFields): Mapping {
  const fields = (name: string) =>
    Object.assign(
      {},
      ...edges.filter(([from]) => `t${from}` === name).map(([, to]) => ref(`t${to}Id`, `t${to}`)),
    );
  return mappingOf(Object.fromEntries(names.map((name) => [name, fields(name)])));
}

/** Every ref with whether its table is loaded before, and whether it waits for a pass. */
function refsInOrder({ tables, deferred }: Mapping) {
  const place = new Map(tables.map(({ target }, at) => [target, at]));
  return tables.flatMap((table, at) =>
    refsOf(table).map((ref) => ({
      ref: `${table.target}.${ref.field}`,
      earlier: (place.get(ref.table) ?? Infinity) < at,
      deferred: deferred.has(ref),
    })),
  );
}

test("any tables without a cycle -> all are ordered, parents first, and nothing waits", () => {
  fc.assert(
    fc.property(graph(edgeToSmaller), ({ names, edges }) => {
      const acyclic = edges.filter(([from, to]) => from !== to);
      const mapping = mappingOfGraph(names, acyclic, required);
      expect(mapping.tables.map(({ target }) => target).sort()).toEqual([...names].sort());
      expect(refsInOrder(mapping).filter(({ earlier, deferred }) => !earlier || deferred)).toEqual([]);
      expect(mapping.problems).toEqual([]);
    }),
  );
});

test("any tables whose refs can all wait -> each ref is to an earlier table, or waits", () => {
  fc.assert(
    fc.property(graph(anyEdge), ({ names, edges }) => {
      const mapping = mappingOfGraph(names, edges, waiting);
      expect(mapping.tables.map(({ target }) => target).sort()).toEqual([...names].sort());
      expect(refsInOrder(mapping).filter(({ earlier, deferred }) => earlier === deferred)).toEqual([]);
      expect(mapping.problems).toEqual([]);
    }),
  );
});

test("any tables at all -> no required ref waits unless a problem says so", () => {
  const mixed = graph(anyEdge).chain((given) =>
    fc.record({ given: fc.constant(given), cut: fc.nat({ max: given.edges.length }) }),
  );
  fc.assert(
    fc.property(mixed, ({ given: { names, edges }, cut }) => {
      // The first refs are required, the others can wait; a field that is in both can wait.
      const hard = edges.slice(0, cut);
      const soft = edges.slice(cut);
      const fields = (name: string) => {
        const of = (part: readonly Edge[], ref: RefFields) =>
          part.filter(([from]) => `t${from}` === name).map(([, to]) => ref(`t${to}Id`, `t${to}`));
        return Object.assign({}, ...of(hard, required), ...of(soft, waiting));
      };
      const mapping = mappingOf(Object.fromEntries(names.map((name) => [name, fields(name)])));
      const forced = mapping.tables
        .flatMap(refsOf)
        .some((ref) => mapping.deferred.has(ref) && !ref.shape.optional);
      expect(mapping.problems.length > 0).toBe(forced);
    }),
  );
});
