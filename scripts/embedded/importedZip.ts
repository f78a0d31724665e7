import type { Value } from "convex/values";
import { decodeId } from "../../src/shared/convexId.ts";
import { readUniform } from "./uniformJson.ts";
import { storageProblem } from "./valueLimits.ts";
import { zipEntries } from "./zipEntries.ts";

/** A document as the ZIP has it, with its own id and creation time. */
export type ImportedDocument = { id: string; creationTime: number; fields: Record<string, Value> };

/** What stands in an import's way, in words. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

const TABLES = "_tables";
const UNIFORM = '"uniform"\n';

/**
 * The documents of a ZIP by table, checked as a backend checks them: the form of each value, an id of its own of the
 * table's number, and a creation time of its own.
 *
 * @throws ImportError
 */
export async function readZip(bytes: Buffer): Promise<Map<string, ImportedDocument[]>> {
  const entries = await zipEntries(bytes);
  const numbers = tableNumbers(linesOf(entries.get(`${TABLES}/documents.jsonl`)));
  const tables = new Map<string, ImportedDocument[]>();
  for (const [name, content] of entries) {
    const [, table] = /^([^/]+)\/documents\.jsonl$/.exec(name) ?? [];
    if (table === undefined || table === TABLES) continue;
    const number = numbers.get(table);
    if (number === undefined) throw new ImportError(`"${table}" is not among ${TABLES}.`);
    if (entries.get(`${table}/generated_schema.jsonl`)?.toString() !== UNIFORM) {
      throw new ImportError(`"${table}" does not say that its values are written without loss.`);
    }
    tables.set(table, checked(table, number, linesOf(content).map(readUniform)));
  }
  return tables;
}

const linesOf = (content: Buffer | undefined): string[] =>
  (content?.toString("utf8") ?? "").split("\n").filter((line) => line !== "");

function tableNumbers(lines: readonly string[]): Map<string, number> {
  const tables = lines.map((line) => JSON.parse(line) as { name: string; id: number });
  const numbers = new Map(tables.map(({ name, id }) => [name, id]));
  if (new Set(numbers.values()).size < tables.length) {
    throw new ImportError("Two tables have the same name or number.");
  }
  return numbers;
}

function checked(table: string, number: number, documents: Record<string, Value>[]): ImportedDocument[] {
  const ids = new Set<Value>();
  const times = new Set<Value>();
  return documents.map((document) => {
    const { _id: id, _creationTime: creationTime, ...fields } = document;
    if (typeof id !== "string" || decodeId(id)?.table !== number || ids.size === ids.add(id).size) {
      throw new ImportError(`"${table}": expected an id of its own in table ${number}, found ${String(id)}.`);
    }
    if (
      typeof creationTime !== "number" ||
      !(creationTime >= 0) ||
      times.size === times.add(creationTime).size
    ) {
      throw new ImportError(`"${table}" ${id}: expected a creation time of its own from 1970 on.`);
    }
    const problem = storageProblem(document);
    if (problem !== null) throw new ImportError(`"${table}" ${id}: ${problem}`);
    return { id, creationTime, fields };
  });
}
