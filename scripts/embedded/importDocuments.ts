import type { Value } from "convex/values";
import { documentValidator } from "./checkedWriter.ts";
import type { Deployment, TestAccessor } from "./deployment.ts";
import { ImportError, type ImportedDocument } from "./importedZip.ts";
import { misfit } from "./validateValue.ts";
import type { ValidatorJson } from "./validatorJson.ts";

export type ImportMode = "requireEmpty" | "append" | "replace" | "replaceAll";

/** Documents in one transaction. */
const DOCUMENTS_PER_WRITE = 100;

/**
 * Puts the documents of a ZIP into their tables, under their own ids and creation times. Every value is held against the
 * schema, and every reference is followed, before anything is written.
 *
 * @returns How many documents were written. @throws ImportError
 */
export async function importDocuments(
  { t, folders, givenIds }: Pick<Deployment, "t" | "folders" | "givenIds">,
  tables: ReadonlyMap<string, readonly ImportedDocument[]>,
  mode: ImportMode,
): Promise<number> {
  const schema = folders.get("")?.schema ?? null;
  if (mode === "requireEmpty") await refuseFilled(t, [...tables.keys()]);
  const there = await idsThere(t, Object.keys(schema?.tables ?? {}), mode === "replace" ? tables : new Map());
  const coming = [...tables].flatMap(([table, documents]) =>
    documents.map((document) => ({ table, ...document })),
  );
  for (const { table, id } of coming) {
    if (there.has(id)) throw new ImportError(`"${table}" ${id}: a document with this id is there already.`);
    there.set(id, table);
  }
  for (const { table, id, fields } of coming) {
    const validator = documentValidator(schema, table);
    const problem =
      validator && (misfit(validator, fields) ?? lostId(validator, fields, (each) => there.get(each)));
    if (problem !== null) throw new ImportError(`"${table}" ${id}: ${problem}`);
  }
  if (mode === "replace") for (const table of tables.keys()) await clear(t, table);
  await t.run(async () => {
    const given = givenIds();
    for (const { table, id } of coming) given.set(id, table);
  });
  for (let from = 0; from < coming.length; from += DOCUMENTS_PER_WRITE) {
    await t.run(async ({ db }) => {
      for (const { table, id, creationTime, fields } of coming.slice(from, from + DOCUMENTS_PER_WRITE)) {
        await db.insert(table, { ...fields, _id: id, _creationTime: creationTime });
      }
    });
  }
  return coming.length;
}

async function refuseFilled(t: TestAccessor, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const first = await t.run(({ db }) => db.query(table).first());
    if (first !== null) throw new ImportError(`"${table}" already exists.`);
  }
}

/** The tables of all documents that stay, by id. */
async function idsThere(
  t: TestAccessor,
  tables: readonly string[],
  replaced: ReadonlyMap<string, unknown>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const table of tables.filter((name) => !replaced.has(name))) {
    const documents = await t.run(({ db }) => db.query(table).collect());
    for (const { _id } of documents) ids.set(_id, table);
  }
  return ids;
}

async function clear(t: TestAccessor, table: string): Promise<void> {
  for (let left = DOCUMENTS_PER_WRITE; left === DOCUMENTS_PER_WRITE; ) {
    left = await t.run(async ({ db }) => {
      const some = await db.query(table).take(DOCUMENTS_PER_WRITE);
      for (const { _id } of some) await db.delete(table, _id);
      return some.length;
    });
  }
}

type TableOf = (id: string) => string | undefined;

/** Where an id stands that is none of a document of its table, or null. */
function lostId(validator: ValidatorJson, value: Value, tableOf: TableOf, path = ""): string | null {
  switch (validator.type) {
    case "id":
      return tableOf(String(value)) === validator.tableName
        ? null
        : `${path}: expected the id of a document of "${validator.tableName}", found another.`;
    case "union":
      return validator.value.some(
        (member) => misfit(member, value) === null && lostId(member, value, tableOf) === null,
      )
        ? null
        : `${path}: expected the id of a document, found another.`;
    case "array":
      return first(value as Value[], (item, at) => lostId(validator.value, item, tableOf, `${path}[${at}]`));
    case "record": {
      const { fieldType } = validator.values;
      return first(Object.entries(value as object), ([key, item]) =>
        lostId(fieldType, item, tableOf, `${path}.${key}`),
      );
    }
    case "object":
      return first(Object.entries(validator.value), ([key, { fieldType }]) => {
        const item = (value as Record<string, Value | undefined>)[key];
        return item === undefined ? null : lostId(fieldType, item, tableOf, `${path}.${key}`);
      });
    default:
      return null;
  }
}

function first<Item>(
  items: readonly Item[],
  check: (item: Item, at: number) => string | null,
): string | null {
  for (const [at, item] of items.entries()) {
    const found = check(item, at);
    if (found !== null) return found;
  }
  return null;
}
