import type { PlanProblem } from "../shared/plan.ts";
import { encryptionMessages } from "./checkEncryption.ts";
import { syncMessages } from "./checkSync.ts";
import type { World } from "./checkTable.ts";
import { readsOf } from "./reads.ts";
import { sumMessages } from "./sums.ts";
import { allRefsOf, loadedAtFieldsOf, type MappedMatch, type MappedTable, textsOfMatch } from "./table.ts";
import { tenantMessages } from "./tenant.ts";

/** What is wrong with a table's match, joins, filters and lookups, each with the way out. */
export function checkRows(table: MappedTable, world: World): PlanProblem[] {
  const messages = [
    ...(table.match ? matchMessages(table, table.match, world) : []),
    ...joinMessages(table),
    ...filterMessages(table),
    ...encryptionMessages(table),
    ...lookupMessages(table, world),
    ...syncMessages(table),
  ];
  const ofFields = [...sumMessages(table), ...tenantMessages(table)];
  return [...messages.map((message) => ({ message })), ...ofFields].map((problem) => ({
    ...problem,
    table: table.target,
    message: `${table.target}: ${problem.message}`,
  }));
}

function matchMessages(table: MappedTable, match: MappedMatch, { deferred }: World): string[] {
  const { fields, index, ignoreCase } = match;
  const indexed = table.indexes.get(index) ?? [];
  const list = fields.map((field) => `"${field}"`).join(", ");
  if (fields.some((field, at) => indexed[at] !== field)) {
    return [`match needs an index that begins with its fields: .index("${index}", [${list}]).`];
  }
  const messages = fields.flatMap((name) => {
    const field = table.fields.find((each) => each.field === name);
    if (field === undefined) return [`match: no column fills ${name}. Name it in "fields".`];
    if (field.kind === "ref" && (deferred.has(field) || field.orphan === "null")) {
      return [`match: ${name} may be missing when a row is loaded, and documents cannot be matched by it.`];
    }
    if (field.kind === "loadedAt") {
      return [`match: ${name} is the time of loading, which no document has that was there before.`];
    }
    if (field.kind === "nested") {
      return [`match: ${name} is an object, and documents cannot be matched by it.`];
    }
    return ignoreCase && field.kind === "computed"
      ? [`match: ignoreCase needs the column of ${name} itself, and computed() makes it of several.`]
      : [];
  });
  return messages.length === 0 && ignoreCase && textsOfMatch(table).length === 0
    ? ["match: ignoreCase compares texts, and none of its fields is one. Leave it out."]
    : messages;
}

function joinMessages({ joins, source, fields, key, skips }: MappedTable): string[] {
  const ofFields = fields.flatMap(readsOf).map(({ column }) => column);
  const ofSkips = skips.flatMap(({ inputs }) => inputs.map(({ column }) => column));
  const ofJoins = joins.flatMap(({ on }) => on.map(({ column }) => column));
  const columns = new Set([...key, ...ofFields, ...ofSkips, ...ofJoins]);
  return joins.flatMap(({ name, on }) => {
    if (columns.has(name)) {
      return [
        `join: "${name}" is also a column of ${source.table} that is read. Give the join another name.`,
      ];
    }
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      return [`join: "${name}" is no name for a join: take letters, digits and _.`];
    }
    if (on.length === 0) return [`join: "${name}" names no columns to join on: on: ["…", "…"].`];
    return [...columns].some((column) => column.startsWith(`${name}.`))
      ? []
      : [
          `join: no field is read from "${name}.…" of ${source.table}. Map its columns, or leave the join out.`,
        ];
  });
}

const filterMessages = ({ where }: MappedTable): string[] =>
  where.flatMap(({ column, in: values }) =>
    values.length > 0 ? [] : [`where: ${column} has no value, so that no row would be migrated.`],
  );

function lookupMessages(table: MappedTable, { deferred }: World): string[] {
  if (table.lookup === undefined) return [];
  const timed = loadedAtFieldsOf(table).map(
    (field) => `${field} is the time of loading, and nothing is loaded into a table that is looked up.`,
  );
  return allRefsOf(table).some((ref) => deferred.has(ref))
    ? [
        "its natural key has a ref that would have to wait for a pass. A table that is looked up cannot.",
        ...timed,
      ]
    : timed;
}
