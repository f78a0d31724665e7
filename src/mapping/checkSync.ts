import { readsOf } from "./reads.ts";
import type { MappedTable } from "./table.ts";

/** Seconds of a year: more would be a mistake, and reads next to everything again. */
const LONGEST_OVERLAP = 366 * 24 * 60 * 60;

/** What is wrong with how a table is to be brought up to date, each with the way out. */
export function syncMessages(table: MappedTable): string[] {
  const { updatedAt, overlapSeconds } = table.sync;
  const isLength = overlapSeconds >= 0 && overlapSeconds <= LONGEST_OVERLAP;
  return [
    ...(isLength ? [] : ["sync: overlapSeconds has to be seconds from 0 to those of a year."]),
    ...(updatedAt === undefined ? [] : updatedAtMessages(table, updatedAt)),
  ];
}

function updatedAtMessages({ joins, fields, source }: MappedTable, updatedAt: string): string[] {
  const leaveOut = "Leave updatedAt out: sync then compares every row.";
  if (updatedAt === "") return [`sync: updatedAt names no column. ${leaveOut}`];
  const join = joins.find(({ name }) => updatedAt.startsWith(`${name}.`));
  if (join !== undefined) {
    return [
      `sync: updatedAt is "${updatedAt}", but rows are read by a column of ${source.table} itself. ${leaveOut}`,
    ];
  }
  const joined = joins.map(({ source: { table } }) => table).join(", ");
  const isEncrypted = fields
    .flatMap(readsOf)
    .some(({ column, spec }) => column === updatedAt && spec?.encrypted);
  return [
    ...(joins.length === 0
      ? []
      : [
          `sync: a change in ${joined} leaves ${updatedAt} of ${source.table} as it is, and would never be seen. ${leaveOut}`,
        ]),
    ...(isEncrypted
      ? [
          `sync: ${updatedAt} is encrypted, but how far sync has come is kept in plain. Encrypt it no more, or leave updatedAt out.`,
        ]
      : []),
  ];
}
