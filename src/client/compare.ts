import { keyOfMapped, type MappedRow, mapRow } from "../mapping/mapRow.ts";
import type { RejectKind } from "../shared/reject.ts";
import type { CompareArgs, Comparison } from "../shared/verification.ts";
import { adoptedAmong } from "./adopted.ts";
import { Candidates } from "./candidates.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { Differences } from "./differences.ts";
import { addUp } from "./fieldSums.ts";
import { type Held, hold } from "./hold.ts";
import { isLeftBehind, judge } from "./judge.ts";
import { tableOf } from "./tableOf.ts";

const NOTED_AS: RejectKind[] = ["reject", "orphan", "conflict", "stale"];

/**
 * Maps rows again and holds them against what is stored, field by field; a ref is compared by what it points at. Documents
 * are read by the ids that the ledger names for the batch, and by an index where it names none. Notes are read only of
 * rows that are not simply equal to their document: a lookup for each row would take longer than all the rest.
 */
export async function compareRows(
  ctx: QueryCtx,
  migration: Migration,
  args: CompareArgs,
): Promise<Comparison> {
  const table = tableOf(migration.mapping, args.table);
  const mapped = args.rows.map((row) => mapRow(table, row));
  // A key may stand more than once at the source; the script never parts its rows.
  const groups = Map.groupBy(mapped, keyOfMapped);
  const candidates = await Candidates.ofBatch(ctx, migration, table, args);
  const unknown = [...groups.keys()].filter((key) => candidates.of(key).length === 0);
  const notes = await notesOf(ctx, migration, args, unknown);
  await candidates.seek(
    unknown.filter((key) => args.leftOver || mayHaveDocument(groups.get(key), notes.get(key))),
  );

  const differences = new Differences(ctx, migration, table, args.showValues === true);
  differences.parents.expect(mapped.flatMap((row) => (row.kind === "document" ? row.refs : [])));
  const held = new Map<string, Held>();
  for (const [key, rows] of groups) {
    const found = await hold(differences, rows, candidates.of(key));
    if (found !== undefined) held.set(key, found);
  }
  const suspect = [...held].filter(([key, each]) => !isPlainlyEqual(each) || groups.get(key)?.length !== 1);
  const suspectNotes = await notesOf(
    ctx,
    migration,
    args,
    suspect.map(([key]) => key),
  );
  const known = {
    ...{ table, candidates, parents: differences.parents, leftOver: args.leftOver === true },
    notes: new Map([...notes, ...suspectNotes]),
    adopted: await adoptedAmong(
      ctx,
      migration,
      table,
      suspect.map(([, { document }]) => document._id),
    ),
  };
  const judged = await Promise.all([...groups].map(([key, rows]) => judge(known, key, rows, held.get(key))));
  const fates = new Map(judged.flatMap((each) => [...each.fates]));
  return {
    fates: mapped.map((row) => fates.get(row) ?? "missing"),
    differences: judged.flatMap((each) => each.differences),
    documents: judged.filter(({ document }) => document !== undefined).length,
    sums: addUp(table, judged),
  };
}

async function notesOf(
  ctx: QueryCtx,
  { components }: Migration,
  { runId, table }: CompareArgs,
  keys: string[],
): Promise<Map<string, RejectKind>> {
  if (keys.length === 0) return new Map();
  const { rejects } = components.supabaseToConvex;
  const noted = await ctx.runQuery(rejects.notedKeys, { runId, table, keys, kinds: NOTED_AS });
  return new Map(noted.map(({ key, kind }) => [key, kind]));
}

const mayHaveDocument = (rows: readonly MappedRow[] = [], note: RejectKind | undefined): boolean =>
  !isLeftBehind(note) && rows.some(({ kind }) => kind !== "skip");

const isPlainlyEqual = ({ row, differences }: Held): boolean => row !== undefined && differences.length === 0;
