/** What `migration.functions()` yields, in the order of its documentation. */
export const FUNCTION_NAMES = [
  "plan",
  "begin",
  "load",
  "advance",
  "intervals",
  "run",
  "status",
  "rejects",
  "origins",
  "naturalKeys",
  "walk",
  "compare",
  "legacyIds",
  "finish",
  "clearLegacy",
  "outdated",
  "remove",
  "undoBatches",
  "undoCheck",
  "undo",
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** The lines that an app needs in its migrations module. */
export const exportLine = (): string =>
  `export const { ${FUNCTION_NAMES.join(", ")} } = migration.functions();`;

export const passesLine = (passes: readonly string[]): string =>
  `export const { ${passes.join(", ")} } = migration.passes();`;
