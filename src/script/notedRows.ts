import type { ListedReject, RejectKind } from "../shared/reject.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { pagesOf } from "./pagesOf.ts";

type Io = Pick<MigrationIo, "deployment" | "module">;

const NOTES_PER_PAGE = 100;

/** What the newest run has noted of a table's own rows, kind by kind. */
export async function* notedRows(
  io: Io,
  table: string,
  kinds: readonly RejectKind[],
): AsyncGenerator<ListedReject> {
  // A joined table's row is read with the row that it belongs to, and these belong to none.
  for await (const note of notes(io, table, kinds)) if (note.join === undefined) yield note;
}

/** What it has noted of rows of joined tables that belong to no row. */
export async function* notedUnjoined(io: Io, table: string): AsyncGenerator<ListedReject> {
  for await (const note of notes(io, table, ["orphan"])) if (note.join !== undefined) yield note;
}

async function* notes(io: Io, table: string, kinds: readonly RejectKind[]): AsyncGenerator<ListedReject> {
  for (const kind of kinds) {
    for await (const page of pagesOf<ListedReject>(io, "rejects", { kind, table, limit: NOTES_PER_PAGE })) {
      yield* page;
    }
  }
}
