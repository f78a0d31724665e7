import type { ParentOf } from "../mapping/openRef.ts";
import { Interrupted } from "../script/errors.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import type { Reject } from "../shared/reject.ts";
import { documentLines } from "./documentLines.ts";
import type { PackedTable } from "./packedTable.ts";
import { type ZipWriter, writeZip } from "./zipFile.ts";

/** Says that documents are written without loss: see documentText.ts. */
const UNIFORM = [Buffer.from('"uniform"\n')];

/** A ZIP for `npx convex import`. */
export type PackedZip = { path: string; tables: { target: string; documents: number }[] };

type ToWrite = {
  out: string;
  numbers: ReadonlyMap<string, number>;
  parentOf: ParentOf;
  io: Pick<MigrationIo, "report" | "signal">;
};

/**
 * Writes the ZIPs, as Convex exports them: tables with their numbers, and the documents of each. A table without documents
 * is left out, for an import would empty it.
 */
export async function writeDocuments(
  tables: readonly PackedTable[],
  { out, ...how }: ToWrite,
): Promise<{ replace: PackedZip | undefined; append: PackedZip | undefined }> {
  const filled = tables.filter(({ documents }) => documents.size > 0);
  const write = async (path: string, some: readonly PackedTable[]): Promise<PackedZip | undefined> => {
    if (some.length === 0) return undefined;
    await writeZip(path, (zip) => writeTables(zip, some, how));
    return {
      path,
      tables: some.map(({ table, documents }) => ({ target: table.target, documents: documents.size })),
    };
  };
  return {
    replace: await write(
      out,
      filled.filter(({ stays }) => !stays),
    ),
    append: await write(
      appendPath(out),
      filled.filter(({ stays }) => stays),
    ),
  };
}

/** `moved.zip` → `moved.append.zip`. */
export const appendPath = (out: string): string => out.replace(/(?:\.zip)?$/i, ".append.zip");

async function writeTables(
  zip: ZipWriter,
  tables: readonly PackedTable[],
  { numbers, parentOf, io }: Omit<ToWrite, "out">,
): Promise<void> {
  const named = tables.map(({ table: { target } }) => ({ name: target, id: numbers.get(target) }));
  await zip.add("_tables/documents.jsonl", [
    Buffer.from(named.map((each) => `${JSON.stringify(each)}\n`).join("")),
  ]);
  for (const packed of tables) {
    const { target } = packed.table;
    await zip.add(`${target}/generated_schema.jsonl`, UNIFORM);
    const lines = documentLines({
      ...{ spill: packed.documents, times: packed.times.settle(), parentOf },
      refs: packed.deciding.waiting,
      onNote: (note) => noteRef(packed, note),
      onDocuments: (documents) => {
        if (io.signal.aborted) throw new Interrupted();
        io.report({ kind: "packing", table: target, documents, total: packed.documents.size });
      },
    });
    await zip.add(`${target}/documents.jsonl`, lines);
  }
}

/** As a pass notes it, for the report and for the deployment. */
function noteRef(packed: PackedTable, note: Reject): void {
  if (note.kind === "unresolved") packed.unresolved += 1;
  packed.openNotes.push(note);
}
