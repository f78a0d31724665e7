import type { MappedRow } from "../mapping/mapRow.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { RejectKind } from "../shared/reject.ts";
import type { Difference, RowFate } from "../shared/verification.ts";
import type { Candidates } from "./candidates.ts";
import type { RowToCompare } from "./differences.ts";
import type { Held } from "./hold.ts";
import type { StoredDocument } from "./lookup.ts";
import type { Parents } from "./parents.ts";

/** What is known of all rows that are compared together. */
export type Known = {
  table: MappedTable;
  candidates: Candidates;
  parents: Parents;
  /** As what the run has noted a key, of those keys whose row is not simply equal to its document. */
  notes: ReadonlyMap<string, RejectKind>;
  adopted: ReadonlySet<string>;
  /** Documents of rows that are skipped are looked for too. */
  leftOver: boolean;
};

/** What became of the rows of one key, and the document that belongs to one of them. */
export type Judged = {
  fates: ReadonlyMap<MappedRow, RowFate>;
  differences: Difference[];
  document?: StoredDocument | undefined;
};

export const isLeftBehind = (note: RejectKind | undefined): boolean => note === "reject" || note === "orphan";

/** @param rows All rows of the key. */
export async function judge(
  known: Known,
  key: string,
  rows: readonly MappedRow[],
  held: Held | undefined,
): Promise<Judged> {
  if (held === undefined) return judgeWithout(known, key, rows);
  const { row, document, differences } = held;
  return row === undefined
    ? judgeUnfit(known, key, rows, document)
    : judgeHeld(known, key, rows, { row, document, differences });
}

function judgeHeld(
  known: Known,
  key: string,
  rows: readonly MappedRow[],
  held: Held & { row: RowToCompare },
): Judged {
  const { row, document, differences } = held;
  const note = known.notes.get(key);
  // A noted row may have had a twin at the source that was loaded and is gone: nobody can tell.
  const isAlone = isLeftBehind(note) ? rows.length === 1 : note !== undefined;
  const isKept = differences.length > 0 && (isAlone || known.adopted.has(document._id));
  const fate: RowFate = isKept ? "kept" : differences.length === 0 ? "equal" : "differs";
  const others = judgeEach(
    rows.filter((each) => each !== row),
    key,
    note,
  );
  return {
    fates: new Map([...others.fates, [row, fate]]),
    differences: [...(isKept ? [] : differences), ...others.differences],
    document,
  };
}

/** No row of the key is to have a document, and yet there is one. */
function judgeUnfit(known: Known, key: string, rows: readonly MappedRow[], document: StoredDocument): Judged {
  const all = (fate: RowFate): Judged["fates"] => new Map(rows.map((row) => [row, fate]));
  const skipped = rows.find((row) => row.kind === "skip");
  if (skipped !== undefined) {
    if (!known.leftOver) return { fates: all("skipped"), differences: [] };
    const reason = `expected no document, since its row is skipped now (${skipped.reason}), found one`;
    return { fates: all("leftOver"), differences: [{ key, field: "", kind: "extra", reason }], document };
  }
  if (known.notes.has(key) || known.adopted.has(document._id))
    return { fates: all("kept"), differences: [], document };
  const [row] = rows;
  const { field = "", reason } = row?.kind === "reject" ? row.reject : { reason: "expected a row that fits" };
  return { fates: all("unfit"), differences: [{ key, field, kind: "unfit", reason }], document };
}

async function judgeWithout(known: Known, key: string, rows: readonly MappedRow[]): Promise<Judged> {
  const note = known.notes.get(key);
  const [row] = rows;
  if (row?.kind === "document" && !isLeftBehind(note)) {
    if (await isSkipped(known, row)) {
      return { fates: new Map(rows.map((each) => [each, "skipped"])), differences: [] };
    }
    const document = await known.candidates.renamed(key);
    if (document !== undefined) {
      const { field } = known.table.legacyId;
      const found = document[field] === undefined ? "none" : "another";
      const difference: Difference = {
        ...{ key, field, kind: "value", documentId: document._id },
        reason: `expected the legacy id of its row, found ${found}`,
      };
      return { fates: new Map(rows.map((each) => [each, "differs"])), differences: [difference], document };
    }
  }
  return judgeEach(rows, key, note);
}

/** Rows without a document of their own. */
function judgeEach(rows: readonly MappedRow[], key: string, note: RejectKind | undefined): Judged {
  const fates = new Map<MappedRow, RowFate>();
  const differences: Difference[] = [];
  for (const row of rows) {
    const fate = row.kind === "skip" ? "skipped" : isLeftBehind(note) ? "noted" : "missing";
    fates.set(row, fate);
    if (fate !== "missing") continue;
    const { field = "", reason } =
      row.kind === "reject" ? row.reject : { reason: "expected a document, found none" };
    differences.push({ key, field, kind: "missing", reason });
  }
  return { fates, differences };
}

/** Without a document by the mapping's own word: an orphan that it skips, or a row that nothing or too much matched. */
async function isSkipped(
  { table, candidates, parents }: Known,
  { legacyId, refs }: RowToCompare,
): Promise<boolean> {
  for (const open of refs.filter(({ ref }) => ref.orphan === "skip")) {
    if ((await parents.find(open)).kind === "missing") return true;
  }
  const { none, several } = table.match ?? {};
  return (none === "skip" || several === "skip") && candidates.leftWithout(legacyId);
}
