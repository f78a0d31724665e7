import { getConvexSize } from "convex/values";
import { ledgerEntry } from "../../src/mapping/ledgerEntry.ts";
import { storedBatch } from "../../src/component/ledgerForm.ts";
import type { Outcome } from "../../src/mapping/outcome.ts";
import type { MappedRow } from "../../src/mapping/mapRow.ts";
import { NO_ROWS } from "../../src/shared/batch.ts";
import { fingerprintOfKey } from "../../src/shared/fingerprint.ts";
import { packIds, unpackIds } from "../../src/shared/packedIds.ts";
import { uuidOf } from "./data.ts";

const ROWS = 100;
const ROW_BYTES = 500;

/** What the ledger takes of a batch of 100 rows of 500 bytes with uuids as keys, and its share of all that is written. */
export type LedgerBytes = { bytesPerBatch: number; share: number };

/** With ids as a deployment makes them, which those of convex-test are not: they have another form, and cannot be packed. */
export function ledgerBytes(): LedgerBytes {
  const ids = madeIds(ROWS);
  const rows = ids.map((_id, n): MappedRow => {
    return {
      ...{ kind: "document", legacyId: uuidOf(3, n), document: {}, refs: [], unread: new Set(), row: "" },
      joined: [],
    };
  });
  const outcomes = new Map(
    rows.map((row, n): [MappedRow, Outcome] => [
      row,
      {
        joined: [],
        stored: { kind: "inserted", id: ids[n] as never, fingerprint: fingerprintOfKey(String(n)) },
      },
    ]),
  );
  const [runId = ""] = ids;
  const entry = ledgerEntry(rows, outcomes, new Map(), []);
  const stored = storedBatch({
    ...{ ...entry, ids: packIds(entry.ids), runId: runId as never, table: "items1", hash: "0".repeat(32) },
    ...{ after: uuidOf(2, 0), start: uuidOf(3, 0), end: uuidOf(3, ROWS - 1) },
    ...{ counts: { ...NO_ROWS, rows: ROWS, inserted: ROWS }, joined: [], skippedFor: [] },
  });
  const bytesPerBatch = getConvexSize({ ...stored, _id: runId, _creationTime: 0 } as never);
  return { bytesPerBatch, share: bytesPerBatch / (bytesPerBatch + ROWS * ROW_BYTES) };
}

/** Ids of one table and one day, all else random as it is in those that Convex makes. */
function madeIds(count: number): string[] {
  const head = [2, 2, 0x91, 0x4e, 0x50, 0x10];
  const own = Array.from({ length: count * 14 }, (_, n) => 1 + ((n * 7919) % 255));
  return unpackIds(new Uint8Array([...head, ...own]).buffer).filter((id) => id !== null);
}
