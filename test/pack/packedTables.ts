import { readFileSync } from "node:fs";
import { type ImportedDocument, readZip } from "../../scripts/embedded/importedZip.ts";
import { encodeId, FIRST_TABLE_NUMBER } from "../../src/shared/convexId.ts";
import { idKeyOf } from "../../src/shared/idKey.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { type HowToPack, type Packed, packMigration } from "../../src/pack/packMigration.ts";
import type { SomeValidator } from "../mapping/outcome.ts";
import { mappingOf } from "../mapping/declared.ts";
import { type Tables, tablesInMemory } from "../script/tablesInMemory.ts";
import { how } from "./packed.ts";

export type GivenTables = { rows: Tables } & (
  | { mapping: Mapping }
  | {
      fields: Record<string, Record<string, SomeValidator>>;
      details?: Record<string, Partial<AnyTableMapping>>;
    }
);

/** The moment of packing. */
export const NOW = Date.UTC(2026, 0, 1);

/** Packs tables of memory, for no deployment. Whoever asks for it closes it. */
export function packTables({ rows, ...given }: GivenTables, changes?: Partial<HowToPack>): Promise<Packed> {
  const mapping = "mapping" in given ? given.mapping : mappingOf(given.fields, given.details);
  const source = tablesInMemory(rows);
  const io = {
    source,
    target: undefined,
    report: () => {},
    signal: new AbortController().signal,
    now: () => NOW,
  };
  return packMigration(io, { mapping, plan: planOf(mapping) }, how(changes));
}

/** The documents of a ZIP by table, each id in them told as the row that it stands for. */
export async function packedDocuments(
  given: GivenTables,
  changes?: Partial<HowToPack>,
): Promise<{ documents: Record<string, object[]>; packed: Packed }> {
  const packed = await packTables(given, changes);
  await packed.close();
  const path = packed.replace?.path;
  const tables =
    path === undefined ? new Map<string, ImportedDocument[]>() : await readZip(readFileSync(path));
  const names = new Map(
    [...tables].flatMap(([table, all]) =>
      all.map(({ id, fields }) => [id, `${table} ${fields.legacyId}`] as const),
    ),
  );
  const told = ({ fields }: ImportedDocument): object =>
    JSON.parse(JSON.stringify(fields), (_key, value) => names.get(value) ?? value);
  return { packed, documents: Object.fromEntries([...tables].map(([table, all]) => [table, all.map(told)])) };
}

/** The creation times of a table's documents, by legacy id. */
export async function packedTimes(given: GivenTables, table: string, changes?: Partial<HowToPack>) {
  const packed = await packTables(given, changes);
  await packed.close();
  const documents = (await readZip(readFileSync(packed.replace?.path ?? ""))).get(table) ?? [];
  return Object.fromEntries(documents.map(({ fields, creationTime }) => [fields.legacyId, creationTime]));
}

export const computedId = (table: string, legacyId: string, at = 0): string =>
  encodeId(FIRST_TABLE_NUMBER + at, idKeyOf(table, legacyId));
