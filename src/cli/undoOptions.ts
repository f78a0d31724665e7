import type { Command } from "commander";
import { type TargetOptions, withTargetOptions } from "./options.ts";

export type UndoOptions = TargetOptions & { dryRun: boolean; force: boolean; yes: boolean };

export const withUndoOptions = (command: Command): Command =>
  withTargetOptions(command)
    .option("--dry-run", "say what would be undone, and change nothing", false)
    .option("--force", "undo documents too that were changed in Convex since: those changes are lost", false)
    .option("--yes", "do not ask before anything is changed", false);

/** The options that the same `undo` needs again. */
export const undoWords = ({ force = false }: Partial<UndoOptions>): string[] => (force ? ["--force"] : []);
