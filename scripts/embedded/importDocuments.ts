import type { Value } from "convex/values";
import type { Deployment } from "./deployment.ts";
import { ImportError, type ImportedDocument } from "./importedZip.ts";
import { documentValidator } from "./checkedWriter.ts";
import type { TestAccessor } from "./deployment.ts";
import { misfit } from "./validateValue.ts";
import type { ValidatorJson } from "./validatorJson.ts";

export type ImportMode = "requireEmpty" | "append" | "replace" | "replaceAll";

/** Documents in one transaction. */
const DOCUMENTS_PER_WRITE = 200;

/** As long as ids of convex-test are, which end with the name of their table. */
const ID_LENGTH = 32;

/**
 * Puts the documents of a ZIP into their tables. convex-test gives ids of its own and takes no others, so each document has
 * two names from then on: the deployment knows it by the one that it was given too. Every reference is followed.
 *
 * @returns How many documents were written. @throws ImportError before anything is written.
 */
export async function importDocuments(
  { t, folders, aliases }: Pick<Deployment, "t" | "folders" | "aliases">,
  tables: ReadonlyMap<string, readonly ImportedDocument[]>,
  mode: ImportMode,
): Promise<number> {
  const schema = folders.get("")?.schema ?? null;
  if (mode === "requireEmpty") {
    for (const table of tables.keys()) {
      const first = await t.run(({ db }) => db.query(table).first());
      if (first !== null) throw new ImportError(`"${table}" already exists.`);
    }
  }
  const all = [...tables].flatMap(([table, documents]) =>
    documents.map((document) => ({ table, ...document })),
  );
  const next = await nextId(t, [...tables.keys()][0]);
  const own = new Map(all.map(({ table, id }, at) => [id, idAt(next + at, table)]));
  const known = new Map([...aliases, ...own]);
  const renamed = all.map(({ table, fields }) => ({
    table,
    fields: withOwnIds(fields, known) as typeof fields,
  }));
  for (const [at, { table, fields }] of renamed.entries()) {
    const validator = documentValidator(schema, table);
    const problem = validator && (misfit(validator, fields) ?? lostId(validator, fields));
    if (problem !== null) throw new ImportError(`"${table}" ${all[at]?.id}: ${problem}`);
  }
  if (mode === "replace") for (const table of tables.keys()) await clear(t, table);
  for (let from = 0; from < renamed.length; from += DOCUMENTS_PER_WRITE) {
    await t.run(async ({ db }) => {
      for (const { table, fields } of renamed.slice(from, from + DOCUMENTS_PER_WRITE))
        await db.insert(table, fields);
    });
  }
  for (const [given, id] of own) aliases.set(given, id);
  return all.length;
}

const idAt = (at: number, table: string): string =>
  String(at).padStart(ID_LENGTH - table.length, "0") + table;

/** Ids are numbered by their order; one that is rolled back has had its number. */
async function nextId(t: TestAccessor, table: string | undefined): Promise<number> {
  if (table === undefined) return 0;
  const probe = { id: "" };
  const undo = new Error("Taken back.");
  await t
    .run(async ({ storage }) => {
      probe.id = await storage.store(new Blob([]));
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return Number.parseInt(probe.id, 10) + 1;
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

/** The value with each document's own id in place of the one that it was given, at any depth. */
export function withOwnIds(value: unknown, aliases: ReadonlyMap<string, string>): unknown {
  if (aliases.size === 0) return value;
  if (typeof value === "string") return aliases.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withOwnIds(item, aliases));
  if (typeof value !== "object" || value === null || value instanceof ArrayBuffer) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOwnIds(item, aliases)]));
}

/** Where an id stands that is none of a document of its table, or null. */
function lostId(validator: ValidatorJson, value: Value, path = ""): string | null {
  switch (validator.type) {
    case "id":
      return typeof value !== "string" || new RegExp(`^\\d+${validator.tableName}$`).test(value)
        ? null
        : `${path}: expected the id of a document of "${validator.tableName}", found another.`;
    case "union":
      return validator.value.some(
        (member) => misfit(member, value) === null && lostId(member, value) === null,
      )
        ? null
        : `${path}: expected an id, found one that leads nowhere.`;
    case "array":
      return first((value as Value[]).map((item, at) => lostId(validator.value, item, `${path}[${at}]`)));
    case "record":
      return first(
        Object.entries(value as object).map(([key, item]) =>
          lostId(validator.values.fieldType, item, `${path}.${key}`),
        ),
      );
    case "object":
      return first(
        Object.entries(validator.value).map(([key, { fieldType }]) => {
          const item = (value as Record<string, Value | undefined>)[key];
          return item === undefined ? null : lostId(fieldType, item, `${path}.${key}`);
        }),
      );
    default:
      return null;
  }
}

const first = (problems: readonly (string | null)[]): string | null =>
  problems.find((problem) => problem !== null) ?? null;
