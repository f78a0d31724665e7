/** A document, by the row that it was made of. */
export type DocumentName = { table: string; legacyId: string };

// For private use in Unicode: no table and hardly a key has it, and JSON keeps it as it is.
const MARK = "\uE000";
const PLACEHOLDER = new RegExp(`${MARK}([^${MARK}]*)${MARK}([^${MARK}]*)${MARK}`, "g");

/** A text that stands for the id of a document until the deployment is asked for it. */
export const placeholderOf = ({ table, legacyId }: DocumentName): string =>
  `${MARK}${table}${MARK}${legacyId}${MARK}`;

/** Every document that a value names, in its texts at any depth. */
export function documentsNamedIn(value: unknown): DocumentName[] {
  if (typeof value === "string") {
    return [...value.matchAll(PLACEHOLDER)].map(([, table = "", legacyId = ""]) => ({ table, legacyId }));
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(documentsNamedIn) : [];
}

/** The value with another text in place of each document that it names. */
export function withNames(value: unknown, textOf: (document: DocumentName) => string): unknown {
  if (typeof value === "string") {
    return value.replace(PLACEHOLDER, (_all, table: string, legacyId: string) => textOf({ table, legacyId }));
  }
  if (Array.isArray(value)) return value.map((item) => withNames(item, textOf));
  if (typeof value !== "object" || value === null || value instanceof ArrayBuffer) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withNames(item, textOf)]));
}
