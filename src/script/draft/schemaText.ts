import { call, list, quoted } from "./code.ts";
import type { Topic } from "./columnRule.ts";
import type { TableIndex } from "./indexes.ts";
import { laidOut, pad, property } from "./layout.ts";
import type { DraftField, DraftTable } from "./tableDraft.ts";

/** The line that a draft begins with, by which `init` knows its own. */
export const DRAFT_MARK = "// Drafted by `npx supabase-to-convex init`, and yours to edit.";

/** What is said once about all columns of a kind. */
const LEGEND: readonly (readonly [Topic, readonly string[]])[] = [
  [
    "timestamp",
    [
      "timestamp: Unix milliseconds, rounded down; one without time zone is read as UTC. Rows with `infinity`",
      'are refused, unless the mapping has timestamp("column", { infinity: "infinity" }), or "absent".',
    ],
  ],
  [
    "numeric",
    [
      'numeric: its digits as text, every one. For amounts of money, cents("column") fills a v.number() with',
      "whole minor units, exact as well.",
    ],
  ],
  ["bigint", ["bigint: v.int64(). v.number() may stand in its place if every value is below 2^53."]],
  [
    "json",
    [
      "json, jsonb, hstore: JSON text, because Convex refuses some keys and numbers that JSON may have. With",
      'json("column", { keys: "escape" }), v.any() may stand in its place, and v.object() with object({ … }).',
    ],
  ],
  [
    "array",
    [
      "arrays: any element may be NULL. Postgres does not tell arrays of arrays from others: rows that have",
      "them are refused, unless the schema and the mapping say so, array(array(text())).",
    ],
  ],
  ["composite", ["composite types: any field may be NULL, and a numeric in them is the nearest double."]],
  ["geometry", ["geometry, geography: a GeoJSON object."]],
  ["text", ["other types: the text that Postgres writes."]],
];

/** `convex/schema.ts` for the drafted tables, in load order. */
export function schemaText(tables: readonly DraftTable[]): string {
  const topics = new Set(tables.flatMap((table) => [...table.topics]));
  const legend = LEGEND.filter(([topic]) => topics.has(topic)).flatMap(([, lines]) =>
    lines.map((line, at) => (at === 0 ? `// - ${line}` : `//   ${line}`)),
  );
  const usesValidators = tables.some(({ fields }) => fields.length > 0);
  return [
    'import { defineSchema, defineTable } from "convex/server";',
    ...(usesValidators ? ['import { v } from "convex/values";'] : []),
    'import { legacy } from "supabase-to-convex/schema";',
    "",
    DRAFT_MARK,
    "// legacy() adds the key that a row has at the source. A column that may be NULL is optional: absent for NULL.",
    ...legend,
    "export default defineSchema({",
    tables.map(tableText).join("\n\n"),
    "});",
    "",
  ].join("\n");
}

function tableText({ target, comment, fields, indexes, waiting }: DraftTable): string {
  return [
    ...(comment === undefined ? [] : [pad(2) + comment]),
    `${pad(2)}${target}: defineTable({`,
    property("", call("...legacy", ...waiting.map(quoted)), 4),
    ...fields.map(fieldText),
    `${pad(2)}})${indexesText(indexes)},`,
  ].join("\n");
}

/** One index stays on the line of the bracket, several have a line each. */
function indexesText(indexes: readonly TableIndex[]): string {
  const [only, ...more] = indexes.map(({ name, fields }) =>
    call(".index", quoted(name), list(...fields.map(quoted))),
  );
  if (only === undefined) return "";
  if (more.length === 0) return laidOut(only, { indent: 2, before: 4, after: 1 });
  const calls = [only, ...more].map((index, at) =>
    laidOut(index, { indent: 4, before: 4, after: at === more.length ? 1 : 0 }),
  );
  return calls.map((each) => `\n${pad(4)}${each}`).join("");
}

function fieldText({ name, comment, note, validator }: DraftField): string {
  const line = property(name, validator, 4) + (note === undefined ? "" : ` // ${note}`);
  return comment === undefined ? line : `${pad(4)}${comment}\n${line}`;
}
