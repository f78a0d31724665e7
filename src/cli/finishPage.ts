import type { FinishAnswer } from "../shared/finish.ts";
import { columns, counted, figure, printable } from "../shared/words.ts";
import type { FinishReport } from "./finishCommand.ts";

/** What keeps the gate shut, each with its way out. */
export const shutLines = ({ open, orphans, next }: FinishReport): string[] => [
  ...open.flatMap(({ message, next: command }) => [printable(message), `  ${command}`]),
  "",
  ...orphanLines(orphans),
  `Not finished: ${counted(open.length, "thing is", "things are")} open. Nothing was changed.`,
  `Next: ${next}`,
];

/** What has to be known before the answer. */
export function warningLines({ orphans, dropLegacyIds, tables }: FinishAnswer): string[] {
  const kept = tables.filter(({ encrypted }) => encrypted).map(({ table }) => table);
  return [
    ...orphanLines(orphans),
    "Nothing more is loaded into this run: run, sync and rejects --retry do not go on with it, and undo does not take it back.",
    ...(dropLegacyIds
      ? [
          "Without legacy ids nobody finds the document of a row again: idOf() finds none, verify knows no document, " +
            "and run --new would load every row a second time.",
          ...(kept.length === 0
            ? []
            : [
                `Kept are those of ${kept.join(", ")}: their fields are encrypted, and decrypt() needs the legacy id.`,
              ]),
        ]
      : []),
  ];
}

/** `Clear legacyReplyToId in messages at happy-animal-123.convex.cloud and close the run?` */
export function questionOf({ tables }: FinishAnswer, host: string): string {
  const clears = tables
    .filter(({ clears }) => clears.length > 0)
    .map(({ table, clears }) => `${clears.join(", ")} in ${table}`);
  const what = clears.length === 0 ? "Close" : `Clear ${clears.join("; ")}, and close`;
  return `${what} the run at ${host}?`;
}

export function finishedLines({ cleared, schema, orphans, legacyIdsKept, next }: FinishReport): string[] {
  const cells = cleared.map(({ table, documents, cleared: changed }) => [
    table,
    `${figure(changed)} of ${counted(documents, "document")}`,
    "cleared",
  ]);
  return [
    ...columns(cells, [1]),
    ...(schema.length === 0 ? [] : ["", "Lines of convex/schema.ts that can go now:"]),
    ...columns(
      schema.flatMap(({ table, lines }) => lines.map((line) => [`  ${table}`, line])),
      [],
    ),
    ...(cleared.length + schema.length > 0 ? [""] : []),
    ...orphanLines(orphans),
    ...(legacyIdsKept.length === 0 ? [] : [`Legacy ids are kept in ${legacyIdsKept.join(", ")}.`]),
    "Finished.",
    `Next: ${next}`,
  ];
}

const orphanLines = (orphans: number): string[] =>
  orphans === 0
    ? []
    : [
        `${counted(orphans, "row is an orphan", "rows are orphans")}: without a parent at the source, and not migrated.`,
      ];
