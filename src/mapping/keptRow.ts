import { isEnvelope } from "../shared/envelope.ts";
import { readsOf } from "./reads.ts";
import type { MappedTable } from "./table.ts";

const HIDDEN = "[not encrypted]";

/**
 * A rejected row as it may be kept: what should have come encrypted, and did not, is left out. The script encrypts before
 * it sends; a row may also be sent by hand.
 */
export function keptRow(table: MappedTable, row: Readonly<Record<string, unknown>>, text: string): string {
  const plain = table.fields
    .flatMap(readsOf)
    .filter(({ column, spec }) => spec?.encrypted && isPlain(row[column]))
    .map(({ column }) => [column, HIDDEN]);
  return plain.length === 0 ? text : JSON.stringify({ ...row, ...Object.fromEntries(plain) });
}

const isPlain = (value: unknown): boolean =>
  value !== null && value !== undefined && !(typeof value === "string" && isEnvelope(value));
