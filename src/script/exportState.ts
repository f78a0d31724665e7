import { type SourceName, sourceName } from "../shared/plan.ts";
import type { Manifest, ManifestTable } from "../source/manifest.ts";

type Pending = Manifest["pending"][number];

/** What a folder has and lacks while an export goes on. */
export type ExportState = Pick<Manifest, "pending" | "tables">;

/** What is wanted of a folder. */
export type Wanted = {
  /** Tables to write, with the files that they get. */
  pending: Pending[];
  /** Whether the source has a table, and it was not excluded. */
  stillWanted: (table: SourceName) => boolean;
};

/**
 * The state to begin with, and files of earlier exports that nothing needs any more. Tables that an earlier export has
 * left unfinished stay pending; what it has listed stays listed until it is written anew, so that its files are known.
 */
export function beginning(
  earlier: ExportState | undefined,
  { pending, stillWanted }: Wanted,
): { state: ExportState; obsolete: string[] } {
  const before: ExportState = earlier ?? { pending: [], tables: [] };
  const named = new Set(pending.map(sourceName));
  const unfinished = before.pending.filter((each) => !named.has(sourceName(each)));
  const forgotten = new Set(unfinished.filter((each) => !stillWanted(each)).map(sourceName));
  const tables = before.tables.filter(({ definition }) => !forgotten.has(sourceName(definition)));
  // A file that was renamed into its place just before the end of a killed export is listed nowhere.
  const listed = new Set(tables.map(({ file }) => file));
  const obsolete = [...before.pending, ...before.tables]
    .map(({ file }) => file)
    .filter((file) => !listed.has(file));
  return {
    state: { pending: [...pending, ...unfinished.filter(stillWanted)], tables },
    obsolete,
  };
}

/** The state when a table has been written, and the file that it had before, if that was another one. */
export function withTable(
  { pending, tables }: ExportState,
  written: ManifestTable,
): { state: ExportState; obsolete: string[] } {
  const name = sourceName(written.definition);
  const isOther = ({ definition }: ManifestTable): boolean => sourceName(definition) !== name;
  const before = tables.filter((table) => !isOther(table) && table.file !== written.file);
  return {
    state: {
      pending: pending.filter((each) => sourceName(each) !== name),
      tables: [...tables.filter(isOther), written],
    },
    obsolete: before.map(({ file }) => file),
  };
}
