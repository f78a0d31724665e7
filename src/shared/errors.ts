import { ConvexError, type Infer, v } from "convex/values";
import { vBatchAnswer } from "./batch.ts";
import { vPlanProblem } from "./plan.ts";
import { type Reject, vReject } from "./reject.ts";

/** The data of every ConvexError that this library throws. Production may hide the message, never the data. */
export const vMigrationError = v.union(
  v.object({ code: v.literal("BATCH_APPLIED"), message: v.string(), answer: vBatchAnswer }),
  v.object({
    code: v.literal("DRY_RUN"),
    message: v.string(),
    answer: vBatchAnswer,
    /** Without their rows. */
    rejects: v.array(vReject),
  }),
  v.object({ code: v.literal("BASES_NEEDED"), message: v.string(), documentIds: v.array(v.string()) }),
  v.object({
    code: v.literal("CONFLICT"),
    message: v.string(),
    table: v.string(),
    keys: v.array(v.string()),
  }),
  v.object({ code: v.literal("STALE_EPOCH"), message: v.string(), epoch: v.number() }),
  v.object({ code: v.literal("PLAN_CHANGED"), message: v.string(), changed: v.array(v.string()) }),
  v.object({ code: v.literal("PLAN_INVALID"), message: v.string(), problems: v.array(vPlanProblem) }),
  v.object({ code: v.literal("NO_RUN"), message: v.string() }),
  v.object({ code: v.literal("RUN_OPEN"), message: v.string() }),
  v.object({ code: v.literal("RUN_FINISHED"), message: v.string() }),
  v.object({ code: v.literal("NOT_FINISHED"), message: v.string() }),
  v.object({ code: v.literal("RUN_UNDOING"), message: v.string() }),
  v.object({ code: v.literal("UNKNOWN_TABLE"), message: v.string() }),
  v.object({ code: v.literal("UNKNOWN_PASS"), message: v.string() }),
);
export type MigrationErrorData = Infer<typeof vMigrationError>;
export type MigrationErrorCode = MigrationErrorData["code"];

const thrown = (data: MigrationErrorData): ConvexError<MigrationErrorData> => new ConvexError(data);

export const batchApplied = (answer: MigrationErrorDataOf<"BATCH_APPLIED">["answer"]) =>
  thrown({
    code: "BATCH_APPLIED",
    message: "This batch is in the ledger already; nothing was written.",
    answer,
  });

export const dryRun = (answer: MigrationErrorDataOf<"DRY_RUN">["answer"], rejects: Reject[]) =>
  thrown({
    ...{ code: "DRY_RUN", message: "Dry run: nothing was written.", answer },
    rejects: rejects.map(({ row: _row, ...reject }) => reject),
  });

export const basesNeeded = (documentIds: string[]) =>
  thrown({
    code: "BASES_NEEDED",
    documentIds,
    message: "It is not known which batches touched these documents last; nothing was written.",
  });

export const conflict = (table: string, keys: string[]) =>
  thrown({
    code: "CONFLICT",
    ...{ table, keys },
    message:
      `${table}: rows that changed at the source have documents that were changed in Convex since they were migrated ` +
      `(${keys.slice(0, 10).join(", ")}${keys.length > 10 ? `, and ${keys.length - 10} more` : ""}), and the mapping says to stop. ` +
      'Make them equal, or let one side win: sync: { conflict: "keep" } or "take"',
  });

export const staleEpoch = (epoch: number) =>
  thrown({
    code: "STALE_EPOCH",
    epoch,
    message: "Another script has taken this run up since. Let it finish, or run: npx supabase-to-convex run",
  });

export const planChanged = (changed: string[]) =>
  thrown({
    code: "PLAN_CHANGED",
    changed,
    message:
      `The open run was started with another mapping of ${changed.join(", ")}. ` +
      "Put the mapping back to go on with it, or start over: npx supabase-to-convex run --new",
  });

export const keysChanged = (changed: string[]) =>
  thrown({
    code: "PLAN_CHANGED",
    changed,
    message:
      `The run's rejects are known by keys of another mapping of ${changed.join(", ")}: its table, source or key is ` +
      "not the same any more. Put these back to retry, or start over: npx supabase-to-convex run --new",
  });

export const planInvalid = (problems: MigrationErrorDataOf<"PLAN_INVALID">["problems"]) =>
  thrown({
    code: "PLAN_INVALID",
    problems,
    message: `The mapping cannot be run:\n${problems.map((problem) => `- ${problem.message}`).join("\n")}`,
  });

export const noRun = () =>
  thrown({ code: "NO_RUN", message: "There is no run yet. Start one: npx supabase-to-convex run" });

export const runOpen = () =>
  thrown({
    code: "RUN_OPEN",
    message: "The run has not loaded all of its tables yet. Go on with it first: npx supabase-to-convex run",
  });

/** @param finished False where `finish` was begun and has not come to its end. */
export const runFinished = (finished: boolean) =>
  thrown({
    code: "RUN_FINISHED",
    message: finished
      ? "The migration is finished, and nothing more is loaded into its run. To begin another: npx supabase-to-convex run --new"
      : "The migration is being finished. Go on with that first: npx supabase-to-convex finish",
  });

export const legacyIdsDropped = (tables: string[]) =>
  thrown({
    code: "RUN_FINISHED",
    message:
      `The documents of ${tables.join(", ")} have no legacy ids any more (finish --drop-legacy-ids), so a new run would insert ` +
      "every row once more. Empty these tables first, or restore a backup: npx convex import --replace <backup.zip>",
  });

export const unfinished = () =>
  thrown({
    code: "NOT_FINISHED",
    message:
      "The run is not being finished, so nothing is cleared. Begin with: npx supabase-to-convex finish",
  });

export const runUndoing = () =>
  thrown({
    code: "RUN_UNDOING",
    message: "The run is being undone. Go on with that first: npx supabase-to-convex undo",
  });

/** @param state How far `finish` has come. */
export const notUndoable = (state: "finishing" | "finished") =>
  thrown({
    code: "RUN_FINISHED",
    message:
      `The run is ${state}: its legacy fields are cleared, and without them nothing tells what it changed from what the app ` +
      "has changed since. It cannot be undone; restore a backup: npx convex import --replace <backup.zip>",
  });

export const unknownTable = (table: string, known: string[]) =>
  thrown({
    code: "UNKNOWN_TABLE",
    message: `The mapping has no table "${table}". It has: ${known.join(", ")}.`,
  });

export const unknownPass = (pass: string, known: string[]) =>
  thrown({
    code: "UNKNOWN_PASS",
    message:
      known.length === 0
        ? `"${pass}" is not a pass: no ref of this mapping waits for one.`
        : `"${pass}" is not a pass of this mapping. Its passes: ${known.join(", ")}.`,
  });

type MigrationErrorDataOf<Code extends MigrationErrorCode> = Extract<MigrationErrorData, { code: Code }>;
