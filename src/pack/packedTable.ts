import type { MappedTable } from "../mapping/table.ts";
import type { JoinedCounts, RowCounts, SkippedFor } from "../shared/batch.ts";
import type { Reject } from "../shared/reject.ts";
import type { DescribedTable } from "../script/preflight.ts";
import type { CreationTimes } from "./creationTimes.ts";
import type { DecidingTable } from "./decideRows.ts";
import type { LineSpill } from "./lineSpill.ts";

/** A table of which every row is decided. */
export type PackedTable = DescribedTable & {
  mapped: MappedTable;
  deciding: DecidingTable;
  /** It has documents that stay: what comes is added to them. */
  stays: boolean;
  counts: RowCounts;
  joined: JoinedCounts[];
  skippedFor: SkippedFor[];
  /** Refs of its documents that found no parent, known once they are written. */
  unresolved: number;
  /** The first rejects, orphans and other notes. */
  notes: Reject[];
  /** All notes of refs that found no parent, of which there are few as a rule. */
  openNotes: Reject[];
  documents: LineSpill;
  times: CreationTimes;
  /** Rows whose time is before 1970, and the key of the first. */
  early: { rows: number; first: string };
  /** What the ledger is to have of each batch, as JSON text; none where nobody asks for it. */
  entries: LineSpill | undefined;
  seconds: number;
};
