import { getDocumentSize, type Value } from "convex/values";
import { keyOfRow, legacyIdOf } from "../shared/legacyId.ts";
import { MAX_DOCUMENT_BYTES, MAX_REJECTED_ROW_LENGTH } from "../shared/limits.ts";
import type { Reject } from "../shared/reject.ts";
import { absent, convertColumn } from "./convertColumn.ts";
import { type Converted, converted, misfit } from "./converted.ts";
import { unfit } from "./fits.ts";
import type { AnyValidator, Shape } from "./shape.ts";
import type { MappedField, MappedRef, MappedTable } from "./table.ts";

type Row = Readonly<Record<string, unknown>>;

/** A ref as a value: each lane resolves it in its own way. */
export type OpenRef = { ref: MappedRef; legacyId: string };

export type MappedRow =
  | { kind: "document"; legacyId: string; document: Record<string, Value>; refs: OpenRef[]; row: string }
  | { kind: "reject"; reject: Reject };

/** As long as any document id: what a ref's field will hold. */
const SOME_ID = "x".repeat(32);

/**
 * Maps one source row, or says why it does not fit.
 *
 * @param text The row as JSON text, its columns as the plan casts them.
 */
export function mapRow(table: MappedTable, text: string): MappedRow {
  const row = JSON.parse(text) as Row;
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
  const document: Record<string, Value> = { [table.legacyId.field]: legacyId };
  const refs: OpenRef[] = [];
  for (const field of table.fields) {
    const result = field.kind === "ref" ? mapRef(field, row, refs) : mapValue(field, row);
    if (!result.ok)
      return rejected(legacyId, text, { ...result, field: `${field.field}${result.path ?? ""}` });
    if (result.value !== undefined) document[field.field] = result.value;
  }
  const problem = unfitDocument(document, refs, table.validators);
  if (problem) return rejected(legacyId, text, { ...problem, field: problem.path });
  return { kind: "document", legacyId, document, refs, row: text };
}

export function rejected(
  key: string,
  row: string | undefined,
  why: { code: string; field?: string; reason: string },
  kind: Reject["kind"] = "reject",
): { kind: "reject"; reject: Reject } {
  const { code, field, reason } = why;
  const cut = row?.slice(0, MAX_REJECTED_ROW_LENGTH);
  return {
    kind: "reject",
    reject: {
      // Convex refuses an unpaired surrogate, which a cut may leave too, and with it the whole batch.
      ...{ kind, key: key.toWellFormed(), code, reason: reason.toWellFormed() },
      ...(field === undefined ? {} : { field: field.toWellFormed() }),
      ...(cut === undefined ? {} : { row: cut.toWellFormed() }),
    },
  };
}

function mapRef(ref: MappedRef, row: Row, refs: OpenRef[]): Converted {
  const parts = keyOfRow(row, ref.columns);
  if (parts !== undefined) {
    refs.push({ ref, legacyId: legacyIdOf(parts) });
    return converted(undefined);
  }
  return absent(ref.shape, undefined);
}

function mapValue(field: Exclude<MappedField, MappedRef>, row: Row): Converted {
  if (field.kind === "value") return convertColumn(row[field.column], field, field.shape);
  const values: Record<string, unknown> = {};
  for (const input of field.inputs) {
    const result = convertColumn(row[input.column], input, ANY);
    if (!result.ok) return result;
    values[input.name] = result.value ?? null;
  }
  try {
    const made = field.spec.compute(values);
    return made === undefined && !field.shape.optional
      ? misfit("VALUE_MISSING", "a value", undefined)
      : converted(made);
  } catch (error) {
    // The error's message may hold the row's values; its name does not.
    const name = error instanceof Error ? error.name : "an exception";
    return { ok: false, code: "COMPUTED_THREW", reason: `expected a value of computed(), found ${name}` };
  }
}

const ANY: Shape = {
  validator: { kind: "any", isOptional: "required" } as unknown as AnyValidator,
  kinds: new Set(["any"]),
  optional: false,
  nullable: true,
};

function unfitDocument(
  document: Record<string, Value>,
  refs: OpenRef[],
  validators: MappedTable["validators"],
): { path: string; code: string; reason: string } | undefined {
  for (const [field, value] of Object.entries(document)) {
    const validator = validators[field];
    const problem = validator && unfit(value, validator, field);
    if (problem) return problem;
  }
  const bytes = getDocumentSize({ ...document, ...Object.fromEntries(refs.map(largerRef)) });
  if (bytes <= MAX_DOCUMENT_BYTES) return undefined;
  return {
    path: largestField(document),
    code: "TOO_LARGE",
    reason: `expected a document of at most 1 MiB, found one larger than 1 MiB (${bytes} bytes)`,
  };
}

/** A ref takes room as an id, or as the legacy id that waits for its pass. */
function largerRef({ ref, legacyId }: OpenRef): [string, Value] {
  const waits = ref.legacyField !== undefined && legacyId.length > SOME_ID.length;
  return waits ? [ref.legacyField ?? ref.field, legacyId] : [ref.field, SOME_ID];
}

function largestField(document: Record<string, Value>): string {
  const sizes = Object.entries(document).map(
    ([field, value]) => [field, getDocumentSize({ [field]: value })] as const,
  );
  return sizes.reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const)[0];
}

/** Why a row with this ref is an orphan. */
export const missingParent = ({
  ref,
  legacyId,
}: OpenRef): { code: string; field: string; reason: string } => ({
  code: "PARENT_MISSING",
  field: ref.field,
  reason: `expected a document of ${ref.table} for ${ref.columns.join(", ")} ${legacyId}, found none`,
});
