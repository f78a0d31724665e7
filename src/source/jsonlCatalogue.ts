import type { Catalogue, CatalogueColumn, CatalogueTable } from "./catalogue.ts";
import type { JsonlFile, JsonlFolder } from "./jsonlFolder.ts";
import { rowsOf } from "./jsonlRows.ts";

/** What a folder's tables are: from its manifest, or else guessed from every row of its files. */
export async function catalogueOf({ files }: JsonlFolder): Promise<Catalogue> {
  const tables: CatalogueTable[] = [];
  for (const file of files.values()) tables.push(file.listed?.definition ?? (await guessedTable(file)));
  return { tables: tables.sort((a, b) => order(a.schema, b.schema) || order(a.table, b.table)) };
}

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** What a column's JSON values are; a column of nothing but nulls has no kind. */
type Seen = { kinds: Set<string>; nullable: boolean };

async function guessedTable(file: JsonlFile): Promise<CatalogueTable> {
  const seen = new Map<string, Seen>();
  for await (const rows of rowsOf(file, () => {})) {
    for (const { values } of rows) {
      for (const [name, raw] of values) {
        const column = seen.get(name) ?? { kinds: new Set(), nullable: false };
        seen.set(name, column);
        if (raw === "null") column.nullable = true;
        else column.kinds.add(kindOf(raw));
      }
    }
  }
  const columns = [...seen].map(([name, column]): CatalogueColumn => guessedColumn(name, column));
  const key = seen.has("id") ? ["id"] : [];
  return { ...file.name, kind: "table", comment: null, columns, key, unique: [], foreignKeys: [] };
}

function guessedColumn(name: string, { kinds, nullable }: Seen): CatalogueColumn {
  const [only = "text", ...others] = kinds;
  const type = others.length === 0 ? only : "jsonb";
  return { name, type, nullable, comment: null, enumValues: null, fields: null };
}

function kindOf(raw: string): string {
  switch (raw[0]) {
    case '"':
      return "text";
    case "t":
    case "f":
      return "boolean";
    case "{":
    case "[":
      return "jsonb";
    default:
      return "numeric";
  }
}
