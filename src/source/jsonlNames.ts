import { type SourceName, sourceName } from "../shared/plan.ts";

const ENDING = /\.jsonl(?:\.gz)?$/i;
/** Everything that some file system or a reader of names could take for something else, the dot above all. */
const UNSAFE = /[^\p{L}\p{N}_ -]/gu;

/** Whether a file of a folder holds a table. Hidden files do not. */
export const isTableFile = (file: string): boolean => ENDING.test(file) && !file.startsWith(".");

/** The table that a file holds: `contacts.jsonl` and `public.contacts.jsonl.gz` are of `public`, `auth.users.jsonl` of `auth`. */
export function tableOfFile(file: string): SourceName {
  const name = file.replace(ENDING, "");
  const dot = name.indexOf(".");
  return dot === -1
    ? { schema: "public", table: decoded(name) }
    : { schema: decoded(name.slice(0, dot)), table: decoded(name.slice(dot + 1)) };
}

/**
 * The files of tables, without their ending, by the tables' names. Characters that a file's name had better not have are
 * percent-encoded; so are capitals where a file system that ignores case would take two tables for one.
 */
export function filesOfTables(names: readonly SourceName[]): Map<string, string> {
  const spellings = new Map<string, number>();
  for (const name of names) {
    const folded = encoded(name).toLowerCase();
    spellings.set(folded, (spellings.get(folded) ?? 0) + 1);
  }
  return new Map(
    names.map((name) => {
      const file = encoded(name);
      const shared = (spellings.get(file.toLowerCase()) ?? 0) > 1;
      return [sourceName(name), shared ? encoded(name, /[^\p{Ll}\p{Lo}\p{N}_ -]/gu) : file];
    }),
  );
}

function encoded({ schema, table }: SourceName, unsafe = UNSAFE): string {
  const part = (name: string): string => name.replace(unsafe, percentEncoded);
  return schema === "public" ? part(table) : `${part(schema)}.${part(table)}`;
}

const percentEncoded = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
