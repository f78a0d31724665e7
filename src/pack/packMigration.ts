import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { SetupError } from "../script/errors.ts";
import type { MigrationIo } from "../script/migrationIo.ts";
import { describeTables } from "../script/preflight.ts";
import { counted } from "../shared/words.ts";
import { DEFAULT_TIME_COLUMN } from "./timedRows.ts";
import type { LoadedMapping } from "./loadMapping.ts";
import type { PackedTable } from "./packedTable.ts";
import { packTable } from "./packTable.ts";
import { prepareTables, type Target, waitedParentOf } from "./prepareTables.ts";
import { tableNumbers } from "./tableNumbers.ts";
import { type PackedZip, writeDocuments } from "./writeDocuments.ts";

export type PackIo = Pick<MigrationIo, "source" | "report" | "signal" | "now"> & {
  /** The deployment that the ZIP is for; undefined where there is none yet. */
  target: Target | undefined;
};

export type HowToPack = {
  /** Where the ZIP goes. Documents of tables that stay go into one of their own beside it. */
  out: string;
  /** The columns of creation times, by target table: "" for the time of packing. */
  timeColumns: ReadonlyMap<string, string>;
  /** What becomes of a time before 1970, which Convex does not keep. */
  earlyTimes: "refuse" | "clamp";
  /** What the ledger is to have of each batch is kept, to be recorded once the ZIP is imported. */
  withEntries: boolean;
};

export type Packed = {
  tables: PackedTable[];
  numbers: ReadonlyMap<string, number>;
  /** Replaces its tables: undefined where none of them has a document. */
  replace: PackedZip | undefined;
  /** Is added to tables that stay. */
  append: PackedZip | undefined;
  /** Deletes what is kept on disk. */
  close: () => Promise<void>;
};

/**
 * The order of packing: number the tables, ask for documents that stay, decide every row in load order, then write the
 * documents with every ref in place.
 *
 * @throws SetupError where the source does not go with the mapping, a deployment is needed, or times lie before 1970.
 */
export async function packMigration(
  io: PackIo,
  { mapping, plan }: LoadedMapping,
  { out, timeColumns, earlyTimes, withEntries }: HowToPack,
): Promise<Packed> {
  checkTimeColumns(timeColumns, plan.tables);
  await makeFolder(dirname(out));
  const described = await describeTables(io, plan);
  const numbers = await tableNumbers(
    io.target?.deployment,
    plan.tables.map(({ target }) => target),
  );
  const nowMs = io.now();
  const prepared = await prepareTables(mapping, {
    ...{ target: io.target, numbers, nowMs, withFingerprints: withEntries },
  });
  const tables: PackedTable[] = [];
  const close = async (): Promise<void> => {
    for (const { documents, entries } of tables) {
      await documents.close();
      await entries?.close();
    }
  };
  try {
    for (const each of described) {
      const deciding = prepared.get(each.table.target);
      if (deciding === undefined) continue;
      const how = { timeColumn: timeColumns.get(each.table.target), nowMicros: nowMs * 1000 };
      tables.push(
        await packTable(io, each, deciding, {
          ...how,
          withEntries: withEntries && deciding.existing === undefined,
        }),
      );
    }
    if (earlyTimes === "refuse") refuseEarly(tables, timeColumns);
    const { replace, append } = await writeDocuments(tables, {
      out,
      numbers,
      parentOf: waitedParentOf(prepared),
      io,
    });
    return { tables, numbers, replace, append, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Known before a row is read. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError(
      [{ message: `The ZIP cannot be written into ${folder} (${reason}). Name another place: --out <file>` }],
      {
        ...{ cause, next: "npx supabase-to-convex pack --help" },
      },
    );
  }
}

function checkTimeColumns(
  timeColumns: ReadonlyMap<string, string>,
  tables: readonly { target: string }[],
): void {
  const known = tables.map(({ target }) => target);
  const unknown = [...timeColumns.keys()].filter((target) => !known.includes(target));
  if (unknown.length === 0) return;
  const message = (table: string): string =>
    `${table}: --created-at names a table that the mapping does not fill. It fills ${known.join(", ")}.`;
  throw new SetupError(
    unknown.map((table) => ({ table, message: message(table) })),
    { next: "npx supabase-to-convex pack --help" },
  );
}

function refuseEarly(tables: readonly PackedTable[], timeColumns: ReadonlyMap<string, string>): void {
  const found = tables.filter((table) => table.early.rows > 0);
  if (found.length === 0) return;
  throw new SetupError(
    found.map(({ table: { target }, early: { rows, first } }) => {
      const column = timeColumns.get(target) ?? DEFAULT_TIME_COLUMN;
      return {
        table: target,
        message:
          `${target}: ${counted(rows, "row")} with ${column} before 1970 (the first: ${first}), ` +
          "where Convex has no creation times. Put them at the beginning of 1970, in their order: --early-times clamp. " +
          `Or take another column, or the time of packing: --created-at ${target}=<column>, --created-at ${target}=`,
      };
    }),
    { next: "npx supabase-to-convex pack --early-times clamp" },
  );
}
