import { convexToJson, type Value } from "convex/values";
import { type JoinedRows, joinedRowsOf } from "../shared/joinedRows.ts";
import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import type { Reject } from "../shared/reject.ts";
import { absent, convertColumn } from "./convertColumn.ts";
import { type Converted, converted } from "./converted.ts";
import { computeValue, holds } from "./inputs.ts";
import { keptRow } from "./keptRow.ts";
import { nestedValue, partsOf, valuesOf } from "./nested.ts";
import type { OpenRef } from "./openRef.ts";
import { rejected } from "./rejected.ts";
import type { MappedField, MappedRef, MappedTable } from "./table.ts";
import { unfitDocument } from "./unfitDocument.ts";

type Row = Readonly<Record<string, unknown>>;

export type MappedRow = {
  joined: readonly JoinedRows[];
} & (
  | {
      kind: "document";
      legacyId: string;
      document: Record<string, Value>;
      refs: OpenRef[];
      /** Fields whose own column the source does not have: they are the app's, and stay as they are. */
      unread: ReadonlySet<string>;
      row: string;
    }
  | { kind: "skip"; legacyId: string; reason: string }
  | { kind: "reject"; reject: Reject }
);

/** The legacy id of a row, empty where it has no key. */
export const keyOfMapped = (row: MappedRow): string =>
  row.kind === "reject" ? row.reject.key : row.legacyId;

/**
 * Maps one source row, or says why it does not fit.
 *
 * @param text The row as JSON text, its columns as the plan casts them.
 * @param row The same as it is, where it is at hand.
 */
export function mapRow(table: MappedTable, text: string, row: Row = JSON.parse(text) as Row): MappedRow {
  const joined = joinedRowsOf(table.joins, row);
  const mapped = mapFields(table, row, text);
  if (mapped.kind !== "reject") return { joined, ...mapped };
  const { key, ...why } = mapped.reject;
  return { joined, ...rejected(key, keptRow(table, row, text), why) };
}

function mapFields(
  table: MappedTable,
  row: Row,
  text: string,
): Omit<Extract<MappedRow, { kind: "document" }>, "joined"> | Skipped | { kind: "reject"; reject: Reject } {
  const key = keyOfRow(row, table.key);
  if (key === undefined) {
    const columns = table.key.join(", ");
    return rejected("", text, {
      code: "KEY_MISSING",
      field: columns,
      reason: `expected a value in the key (${columns}), found NULL`,
    });
  }
  const legacyId = legacyIdOf(key);
  const several = table.joins.find(({ name }) => Number(row[name] ?? 0) > 1);
  if (several) {
    return rejected(legacyId, text, {
      code: "JOIN_SEVERAL",
      field: several.name,
      reason: `expected at most one row of ${several.source.table} for this row, found ${Number(row[several.name])}`,
    });
  }
  for (const skip of table.skips) {
    const result = holds(skip, row);
    if (!result.ok) return rejected(legacyId, text, { ...result, field: `skip: ${skip.reason}` });
    if (result.value) return { kind: "skip", legacyId, reason: skip.reason };
  }
  const document: Record<string, Value> = table.lookup ? {} : { [table.legacyId.field]: legacyId };
  const refs: OpenRef[] = [];
  for (const field of table.fields) {
    const result = mapField(field, row, refs);
    if (!result.ok)
      return rejected(legacyId, text, { ...result, field: `${field.field}${result.path ?? ""}` });
    if (result.value !== undefined) document[field.field] = result.value;
  }
  const problem = unfitDocument(document, refs, table.validators);
  if (problem) return rejected(legacyId, text, { ...problem, field: problem.path });
  return {
    kind: "document",
    legacyId,
    document,
    refs,
    row: text,
    unread: unreadFields(table, row, document),
  };
}

function unreadFields(table: MappedTable, row: Row, document: Record<string, Value>): ReadonlySet<string> {
  const unread = table.fields.flatMap((field) =>
    field.kind === "nested" || isUnread(table, field, row) ? partsOf(field) : [],
  );
  // As a rule the source has every column, and no row is looked through for what it may have been given besides.
  if (unread.length === 0) return NOTHING_UNREAD;
  const given = valuesOf(table.fields, document);
  const fields = unread.filter((field) => isUnread(table, field, row)).map(({ field }) => field);
  return new Set(fields.filter((field) => !given.has(field)));
}

const NOTHING_UNREAD: ReadonlySet<string> = new Set();

/** A joined row may be missing, and its columns with it: that says that there is no value. */
function isUnread({ joins }: MappedTable, field: MappedField, row: Row): boolean {
  if (field.kind === "value") {
    const { column, modifiers } = field;
    return modifiers.mayBeMissing && !Object.hasOwn(row, column) && !isJoined(joins, column);
  }
  return (
    field.kind === "ref" && field.mayBeMissing && !field.columns.some((column) => Object.hasOwn(row, column))
  );
}

const isJoined = (joins: MappedTable["joins"], column: string): boolean =>
  joins.some(({ name }) => column.startsWith(`${name}.`));

type Skipped = { kind: "skip"; legacyId: string; reason: string };

function mapField(field: MappedField, row: Row, refs: OpenRef[]): Converted {
  if (field.kind === "value") return convertColumn(row[field.column], field, field.shape);
  if (field.kind === "computed") return computeValue(field, row);
  if (field.kind === "nested") return nestedValue(field, row);
  if (field.kind === "loadedAt") return converted(undefined);
  const open = openRef(field, row);
  if (!open.ok) return open;
  if (open.ref === undefined) return absent(field.shape, undefined);
  refs.push(open.ref);
  return converted(undefined);
}

type Opened = { ok: true; ref: OpenRef | undefined } | Extract<Converted, { ok: false }>;

/** The ref of a row; undefined where the row names no parent, because a part of the foreign key is NULL. */
function openRef(ref: MappedRef, row: Row): Opened {
  if (ref.natural) return openNaturalRef(ref, ref.natural.parts, row);
  const parts = keyOfRow(row, ref.columns);
  return { ok: true, ref: parts && { ref, legacyId: legacyIdOf(parts) } };
}

function openNaturalRef(ref: MappedRef, parts: NonNullable<MappedRef["natural"]>["parts"], row: Row): Opened {
  const natural: (Value | OpenRef)[] = [];
  const identity: unknown[] = [];
  for (const part of parts) {
    if (part.kind === "ref") {
      const open = openRef(part, row);
      if (!open.ok) return { ...open, path: `.${part.field}${open.path ?? ""}` };
      if (open.ref === undefined) return { ok: true, ref: undefined };
      natural.push(open.ref);
      identity.push([part.natural?.index ?? null, open.ref.legacyId]);
    } else {
      const result = convertColumn(row[part.column], part, { ...part.shape, optional: true });
      if (!result.ok) return { ...result, path: `.${part.field}${result.path ?? ""}` };
      if (result.value === undefined || result.value === null) {
        return { ok: true, ref: undefined };
      }
      natural.push(result.value);
      identity.push(convexToJson(result.value));
    }
  }
  return { ok: true, ref: { ref, legacyId: JSON.stringify(identity), natural } };
}
