import type { SourceColumn } from "./source.ts";

// Letters, digits, _ and $, with single dashes between them, are what PostgREST reads without quotes.
const PLAIN_NAME = /^[\p{L}0-9_$]+(?:-[\p{L}0-9_$]+)*$/u;

/** What a parameter of these names says is no filter: PostgREST would take it for something else, or pass over it. */
const RESERVED = new Set([
  "select",
  "order",
  "limit",
  "offset",
  "columns",
  "on_conflict",
  "and",
  "or",
  "not",
]);

/** A column's name as PostgREST reads it in select, order and filters. */
export const quotedName = (name: string): string =>
  PLAIN_NAME.test(name) && !RESERVED.has(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;

/** A value in a list or a logic tree. Always quoted: commas, dots, parentheses, null, true and digits are then plain text. */
export const quotedValue = (value: string): string => `"${value.replace(/["\\]/g, "\\$&")}"`;

/** What to select, and the column that each selected name stands for where the two differ. */
export type Selection = { select: string; renamed: ReadonlyMap<string, string> };

/**
 * The plan's columns with their casts. A key column that is cast gets another name in the answer: under its own name
 * `order` could mean the text, and 10 would come before 9.
 */
export function selectionOf(columns: readonly SourceColumn[], key: readonly string[]): Selection {
  const renamed = new Map<string, string>();
  const prefix = freePrefix(columns.map((column) => column.name));
  const terms = columns.map((column) => {
    const name = quotedName(column.name);
    if (column.cast === null) return name;
    const position = key.indexOf(column.name);
    if (position === -1) return `${name}::text`;
    const alias = `${prefix}${position}`;
    renamed.set(alias, column.name);
    return `${alias}:${name}::text`;
  });
  return { select: terms.join(","), renamed };
}

/** Rows of an answer under the columns' own names. */
export function withColumnNames(
  rows: readonly Record<string, unknown>[],
  renamed: Selection["renamed"],
): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [renamed.get(name) ?? name, value])),
  );
}

function freePrefix(names: readonly string[], prefix = "key"): string {
  return names.some((name) => name.startsWith(prefix)) ? freePrefix(names, `${prefix}_`) : prefix;
}
