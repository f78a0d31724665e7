import { rejected } from "../mapping/rejected.ts";
import { keyOfMapped, type MappedRow } from "../mapping/mapRow.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { LoadArgs, SettledRow } from "../shared/batch.ts";
import type { Reject } from "../shared/reject.ts";
import type { QueryCtx } from "./context.ts";
import { findExisting } from "./existing.ts";
import type { Outcome, Stored } from "../mapping/outcome.ts";

/**
 * The documents that an earlier run may have made of rows which do not fit any more, by legacy id. They stay, and the run
 * has to say so. Of several with one legacy id nobody can tell which is the row's: those rows are rejects.
 *
 * @param kept Documents of rows that are left as they are: those of the batch with the same keys are their twins.
 */
export async function outlivedDocuments(
  ctx: QueryCtx,
  table: MappedTable,
  outcomes: readonly Outcome[],
  keys: readonly string[],
  { lookup, bases, kept }: Pick<LoadArgs, "lookup" | "bases"> & { kept: ReadonlyMap<MappedRow, string> },
): Promise<ReadonlyMap<string, SettledRow>> {
  const ofTwins = new Set([...kept.keys()].map(keyOfMapped));
  const unfit = keys.filter(
    (key, at) => key !== "" && outcomes[at]?.stored.kind === "reject" && !ofTwins.has(key),
  );
  // Without bases no batch has ever filled the table.
  if (!lookup || bases === undefined || table.lookup !== undefined || unfit.length === 0) return new Map();
  const existingOf = await findExisting(ctx, table, [...new Set(unfit)]);
  return new Map(
    unfit.flatMap((key) => {
      const [document, another] = existingOf(key);
      return document === undefined || another !== undefined ? [] : [[key, { document: document._id }]];
    }),
  );
}

/**
 * A row that has its document and does not fit any more keeps that as it is; of twins only one had it.
 *
 * @param keys Of the outcomes, at their places.
 * @param before What the rows had become, by key.
 */
export function keepStale(
  outcomes: readonly Outcome[],
  keys: readonly string[],
  before: ReadonlyMap<string, SettledRow>,
): Outcome[] {
  const migrated = new Set(keys.filter((_key, at) => hasDocument(outcomes[at])));
  return outcomes.map((each, at) => {
    const key = keys[at] ?? "";
    const settled = before.get(key);
    if (settled === undefined || !("document" in settled) || migrated.has(key)) return each;
    migrated.add(key);
    const stored = {
      ...{
        kind: "matched" as const,
        id: settled.document as never,
        before: undefined,
        fingerprint: undefined,
      },
      notes: [staleNote(key, each.stored)],
    };
    return { joined: each.joined, legacyId: key, stored };
  });
}

const hasDocument = (outcome: Outcome | undefined): boolean =>
  outcome?.stored.kind === "inserted" || outcome?.stored.kind === "matched";

/** The note says why the row does not fit; what to do about it is what the reject's code says. */
function staleNote(key: string, stored: Stored): Reject {
  if (stored.kind === "reject") return { ...stored.reject, kind: "stale" };
  const reason = stored.kind === "skipped" ? stored.reason : "";
  return rejected(
    key,
    undefined,
    { code: "SKIPPED", reason: `expected a row to migrate, found one that is skipped: ${reason}` },
    "stale",
  ).reject;
}
