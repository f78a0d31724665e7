import { printable } from "./words.ts";

/** A table as far as its name goes; `target` is null where its rows go nowhere. */
export type NamedTable = { source: string; target: string | null };

/** Names tables for a person: by their source, and by their target too where one source goes into several. */
export function tableNames(tables: Iterable<NamedTable>): (table: NamedTable) => string {
  const targets = new Map<string, Set<string | null>>();
  for (const { source, target } of tables)
    targets.set(source, (targets.get(source) ?? new Set()).add(target));
  return ({ source, target }) =>
    target !== null && (targets.get(source)?.size ?? 0) > 1
      ? `${printable(source)} → ${printable(target)}`
      : printable(source);
}
