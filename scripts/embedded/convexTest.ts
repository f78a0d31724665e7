import { readFile } from "node:fs/promises";
import type * as ConvexTest from "convex-test";

/** convex-test, which also takes documents of an import under the ids and creation times that they were given. */
export type PatchedConvexTest = typeof ConvexTest & {
  /** Within a transaction: the tables of ids that were given, by id. An insert of one of these may name it. */
  givenIds: () => Map<string, string>;
};

/**
 * convex-test makes ids of its own, which end with the table's name, and takes no others. Three places of its text say so,
 * and are told otherwise here, in memory: the package stays as it is. Each must be found as it was written.
 */
const CHANGES: readonly (readonly [found: string, changed: string])[] = [
  ["const convexGlobal = {", "const convexGlobal = { givenIds: new Map(),"],
  [
    "function tableNameFromId(id) {",
    `export const givenIds = () => convexGlobalStorage.getStore().givenIds;
function tableNameFromId(id) {
    const given = convexGlobalStorage.getStore()?.givenIds.get(id);
    if (given !== undefined) return given;`,
  ],
  [
    "    insert(table, value) {",
    `    insert(table, value) {
        if (convexGlobalStorage.getStore()?.givenIds.get(value._id) === table) {
            const { _id, _creationTime, ...fields } = value;
            this._validate(table, fields);
            this._addWrite(_id, { ...fields, _id, _creationTime });
            return _id;
        }`,
  ],
];

/** Imports of the package's own and of others, which no text without a place of its own can find. */
const IMPORT = /(from ")([^"]+)(";)/g;

/** The same text is the same module, however often it is asked for. */
export async function patchedConvexTest(): Promise<PatchedConvexTest> {
  const path = import.meta.resolve("convex-test");
  const text = await readFile(new URL(path), "utf8");
  const changed = CHANGES.reduce((source, [found, replacement]) => {
    if (source.split(found).length !== 2)
      throw new Error(`convex-test has changed: it has not one "${found}".`);
    return source.replace(found, () => replacement);
  }, text);
  const placed = changed.replace(IMPORT, (_all, before: string, name: string, after: string) => {
    const found = name.startsWith(".") ? new URL(name, path).href : import.meta.resolve(name);
    return `${before}${found}${after}`;
  });
  return import(/* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(placed).toString("base64")}`);
}
