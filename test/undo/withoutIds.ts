import { convexToJson, type Value } from "convex/values";

/** As convex-test makes them. */
const isId = (text: string): boolean => /^\d{20,}[a-z]+$/i.test(text);

/**
 * Documents by table, whatever their ids, their creation times and their order: an id is the name of its document, its
 * legacy id or what the app calls it, wherever it stands; `nothing` where there is no such document.
 */
export function withoutIds(all: Record<string, unknown[]>): Record<string, unknown[]> {
  const names = new Map<string, string>();
  for (const [table, documents] of Object.entries(all)) {
    for (const { _id, legacyId, name } of documents as Record<string, string>[])
      names.set(_id ?? "", `${table} ${legacyId ?? name}`);
  }
  const named = (text: string): string => names.get(text) ?? (isId(text) ? "nothing" : text);
  const told = ({ _creationTime, ...document }: Record<string, unknown>): unknown =>
    JSON.parse(JSON.stringify(convexToJson(document as Value)), (_key, value: unknown) => {
      if (typeof value === "string") return named(value);
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      const entries = Object.entries(value).map(([key, inner]) => [named(key), inner] as const);
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    });
  return Object.fromEntries(
    Object.entries(all).map(([table, documents]) => [
      table,
      (documents as Record<string, unknown>[])
        .map(told)
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ]),
  );
}
