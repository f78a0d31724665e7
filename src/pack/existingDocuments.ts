import { jsonToConvex, type JSONValue, type Value } from "convex/values";
import { namesSomebody } from "../mapping/match.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import { pagesOf } from "../script/pagesOf.ts";
import { indexKey, matchKey } from "./indexKey.ts";

/** The documents of a table that stays, as far as refs and rows look for them. */
export type ExistingDocuments = {
  /** null where several carry it. Of a lookup table: what each row stands for. */
  byLegacyId: Map<string, string | null>;
  /** Documents without a legacy id that a row may adopt, by the row's natural key. */
  free: Map<string, string[]>;
  /** Ids by index, and by the values of its fields. */
  byIndex: Map<string, Map<string, string[]>>;
};

export const noneExisting = (): ExistingDocuments => ({
  byLegacyId: new Map(),
  free: new Map(),
  byIndex: new Map(),
});

type Page = { key: string; documentId: string; legacyId?: string };

/** Reads the documents of a table that stays. @param indexes By which natural keys look for them. */
export async function readExisting(
  io: Pick<MigrationIo, "deployment" | "module">,
  table: Pick<MappedTable, "target" | "match" | "lookup">,
  indexes: ReadonlyMap<string, readonly string[]>,
): Promise<ExistingDocuments> {
  const { match, lookup, target } = table;
  const fields = [...new Set([...[...indexes.values()].flat(), ...(match?.fields ?? [])])];
  const existing = noneExisting();
  for (const index of indexes.keys()) existing.byIndex.set(index, new Map());
  for await (const page of pagesOf<Page>(io, "naturalKeys", { table: target, fields })) {
    for (const { key, documentId, legacyId } of page) {
      const values = valuesOf(fields, key);
      const of = (names: readonly string[]) => names.map((name) => values.get(name));
      for (const [index, names] of indexes) {
        push(existing.byIndex.get(index) ?? new Map(), indexKey(of(names)), documentId);
      }
      if (lookup === undefined && legacyId !== undefined) {
        existing.byLegacyId.set(legacyId, existing.byLegacyId.has(legacyId) ? null : documentId);
      }
      const wanted = of(match?.fields ?? []);
      if (match !== undefined && legacyId === undefined && namesSomebody(match, wanted)) {
        push(existing.free, matchKey(match, wanted), documentId);
      }
    }
  }
  return existing;
}

/** JSON text of an array: null for a field that is absent, and else an array of the value. */
function valuesOf(fields: readonly string[], key: string): Map<string, Value | undefined> {
  const values = JSON.parse(key) as ([JSONValue] | null)[];
  return new Map(
    fields.map((field, at) => {
      const value = values[at];
      return [field, value ? jsonToConvex(value[0]) : undefined];
    }),
  );
}

function push(map: Map<string, string[]>, key: string, id: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [id]);
  else known.push(id);
}
