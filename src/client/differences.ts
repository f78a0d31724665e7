import { compareValues, type Value } from "convex/values";
import { describeValue } from "../mapping/converted.ts";
import type { MappedRow } from "../mapping/mapRow.ts";
import { partsOf, valuesOf } from "../mapping/nested.ts";
import type { OpenRef } from "../mapping/openRef.ts";
import type { MappedField, MappedTable } from "../mapping/table.ts";
import type { Difference } from "../shared/verification.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { kindOfDifference } from "./kindOfDifference.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";
import { Parents } from "./parents.ts";
import { shownValue } from "./shownValue.ts";

/** A row that is to have a document. */
export type RowToCompare = Extract<MappedRow, { kind: "document" }>;

/** Holds rows of one batch against documents. What refs point at is read once, however many rows refer to it. */
export class Differences {
  readonly parents: Parents;
  readonly #ctx: QueryCtx;
  readonly #migration: Migration;
  readonly #table: MappedTable;
  readonly #showValues: boolean;
  readonly #read = new Map<string, Promise<StoredDocument | null>>();

  constructor(ctx: QueryCtx, migration: Migration, table: MappedTable, showValues: boolean) {
    this.#ctx = ctx;
    this.#migration = migration;
    this.#table = table;
    this.#showValues = showValues;
    this.parents = new Parents(ctx, migration);
  }

  /** In what a document is not what its row says, field by field; a ref is compared by what it points at. */
  async between(row: RowToCompare, document: StoredDocument): Promise<Difference[]> {
    const ofRefs = await Promise.all(row.refs.map((open) => this.#ofRef(row.legacyId, open, document)));
    const named = new Set(row.refs.map(({ ref }) => ref.field));
    // What the source has no column for is the app's own.
    const read = this.#table.fields
      .flatMap(partsOf)
      .filter(({ field }) => !row.unread.has(field) && !named.has(field));
    const wanted = valuesOf(this.#table.fields, row.document);
    const found = valuesOf(this.#table.fields, document);
    const ofFields = read.flatMap((field) =>
      this.#ofField(row.legacyId, field, wanted.get(field.field), found.get(field.field)),
    );
    return [...ofFields, ...ofRefs.flat()];
  }

  #ofField(
    key: string,
    field: MappedField,
    wanted: Value | undefined,
    found: Value | undefined,
  ): Difference[] {
    if (field.kind === "loadedAt") {
      const reason = "expected the time of loading, found none";
      return found === undefined ? [{ key, field: field.field, kind: "value", reason }] : [];
    }
    if (compareValues(wanted, found) === 0) return [];
    if (field.kind !== "ref") return [this.#difference(key, field, wanted, found)];
    const reason = `expected no document of ${field.table}, since the row refers to none, found ${describeValue(found)}`;
    return [{ key, field: field.field, kind: "ref", reason }];
  }

  #difference(
    key: string,
    field: MappedField,
    wanted: Value | undefined,
    found: Value | undefined,
  ): Difference {
    const kind = kindOfDifference(field, wanted, found);
    const [expected, actual] = [describeValue(wanted), describeValue(found)];
    const reason =
      kind === "whiteSpace"
        ? `expected ${expected}, found ${actual} that differs in white space at its ends alone`
        : kind === "timePrecision"
          ? "expected a time, found one within the same second: they differ in precision alone"
          : `expected ${expected}, found ${actual}${expected === actual ? " that differs" : ""}`;
    const hidden = !this.#showValues || (field.kind === "value" && field.spec.encrypted === true);
    const values = hidden ? {} : { expected: shownValue(wanted), actual: shownValue(found) };
    return { key, field: field.field, kind, reason, ...values };
  }

  async #ofRef(key: string, open: OpenRef, document: StoredDocument): Promise<Difference[]> {
    const { ref, legacyId, natural } = open;
    const { mapping } = this.#migration;
    const value = document[ref.field] ?? null;
    // A ref that its pass could not resolve keeps the legacy id: unresolved, and counted as such, but not wrong.
    const waits = ref.legacyField !== undefined && document[ref.legacyField] === legacyId;
    if (waits && value === null) return [];
    const parent = typeof value === "string" ? await this.#get(ref.table, value) : null;
    const legacyField = mapping.legacyIdOf(ref.table).field;
    if (natural || mapping.byTarget.get(ref.table)?.lookup) {
      const expected = await this.parents.find(open);
      if (expected.kind === "found" && expected.id === parent?._id) return [];
    } else if (parent !== null && parent[legacyField] === legacyId) return [];
    if (value === null && ref.orphan === "null" && (await this.parents.find(open)).kind === "missing")
      return [];
    const found = parent === null ? "none" : "another";
    const reason = `expected the document of ${ref.table} that the row refers to, found ${found}`;
    const values =
      this.#showValues && natural === undefined
        ? { expected: shownValue(legacyId), actual: shownValue(parent?.[legacyField]) }
        : {};
    return [{ key, field: ref.field, kind: "ref", reason, ...values }];
  }

  #get(table: string, id: string): Promise<StoredDocument | null> {
    const name = `${table} ${id}`;
    const reading = this.#read.get(name) ?? getDocument(this.#ctx.db, table, id);
    this.#read.set(name, reading);
    return reading;
  }
}
