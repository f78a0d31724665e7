import type { ListedReject, RejectKind } from "../shared/reject.ts";
import type { MigrationIo } from "./migrationIo.ts";
import { pagesOf } from "./pagesOf.ts";

const NOTES_PER_PAGE = 100;

/** What the newest run has noted of a table's own rows, kind by kind. */
export async function* notedRows(
  io: Pick<MigrationIo, "deployment" | "module">,
  table: string,
  kinds: readonly RejectKind[],
): AsyncGenerator<ListedReject> {
  for (const kind of kinds) {
    for await (const page of pagesOf<ListedReject>(io, "rejects", { kind, table, limit: NOTES_PER_PAGE })) {
      // A joined table's row is read with the row that it belongs to, and these belong to none.
      yield* page.filter(({ join }) => join === undefined);
    }
  }
}
