import { migration } from "./migrations";

/** An owner who forgot to export `load`, `compare` and the pass. */
export const {
  plan,
  begin,
  advance,
  intervals,
  run,
  status,
  rejects,
  origins,
  naturalKeys,
  walk,
  legacyIds,
  finish,
  clearLegacy,
  outdated,
  remove,
  undoBatches,
  undoCheck,
  undo,
} = migration.functions();
