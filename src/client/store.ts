import { coveredFields } from "../mapping/coveredFields.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { LoadArgs, SettledRow } from "../shared/batch.ts";
import type { CoveredField } from "../shared/fingerprint.ts";
import { adoptedAmong } from "./adopted.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { type ExistingOf, findExisting } from "./existing.ts";
import { Guard } from "./guard.ts";
import type { Placed } from "../mapping/placeRefs.ts";

/** What storing a batch's documents needs to know. */
export type Store = {
  migration: Migration;
  table: MappedTable;
  /** What fingerprints of its documents cover. */
  fields: readonly CoveredField[];
  /** None, where the target held no document when the run began. */
  existingOf: ExistingOf;
  /** Documents that were adopted, by this run or an earlier one, and are not to be overwritten. */
  adopted: ReadonlySet<string>;
  /** Documents that may match whatever the case of their letters, by natural key. */
  matches: Readonly<Record<string, readonly string[]>>;
  guard: Guard;
  /** A document with a computed id came by an import, which no batch has recorded. */
  imports: boolean;
  /** The documents of rows that the run has migrated before, by legacy id: they need not be there any more. */
  migrated: ReadonlyMap<string, string>;
};

export async function storeFor(
  ctx: QueryCtx,
  migration: Migration,
  table: MappedTable,
  placed: readonly Placed[],
  {
    lookup,
    retry,
    matches,
    bases,
    sync,
    imports = false,
  }: Pick<LoadArgs, "lookup" | "retry" | "matches" | "bases" | "sync" | "imports">,
): Promise<Store> {
  const looksUp = (lookup || retry) && table.lookup === undefined;
  const rows = placed.filter((row) => row.kind === "document");
  const legacyIds = rows.map(({ legacyId }) => legacyId);
  const existingOf = looksUp ? await findExisting(ctx, table, legacyIds) : () => [];
  const documents = legacyIds.flatMap(existingOf);
  const changes = { documents, rows: rows.map(({ document }) => document) };
  return {
    ...{ migration, table, existingOf },
    fields: coveredFields(migration.mapping, table),
    adopted: await adoptedAmong(
      ctx,
      migration,
      table,
      documents.map(({ _id }) => _id),
    ),
    matches: JSON.parse(matches) as Store["matches"],
    imports,
    guard: await Guard.over(ctx, migration, table, changes, bases),
    migrated: new Map(
      settledRows(sync).flatMap(([key, settled]) =>
        "document" in settled ? [[key, settled.document] as const] : [],
      ),
    ),
  };
}

/** What the script says that the run has of a batch's rows. */
export const settledRows = (sync: LoadArgs["sync"]): [string, SettledRow][] =>
  Object.entries(JSON.parse(sync ?? "{}") as Record<string, SettledRow>);
