import { hash } from "node:crypto";
import type { GenericId, Value } from "convex/values";
import type { Parent } from "../mapping/openRef.ts";
import { RunError } from "../script/errors.ts";
import { encodeId } from "../shared/convexId.ts";
import { idKeyOf, isUuid } from "../shared/idKey.ts";
import { type ExistingDocuments, noneExisting } from "./existingDocuments.ts";
import { KeyTable } from "./keyTable.ts";
import { indexKey } from "./indexKey.ts";

const MISSING: Parent = { kind: "missing" };
const AMBIGUOUS: Parent = { kind: "ambiguous" };

export type TargetOptions = {
  table: string;
  /** The table's number in the deployment. */
  number: number;
  /** Refs look for its documents by their legacy ids. */
  isReferred: boolean;
  /** The indexes by which natural keys look for its documents, and their fields. */
  indexes: ReadonlyMap<string, readonly string[]>;
  /** Documents that are there and stay. */
  existing?: ExistingDocuments | undefined;
};

/** The documents of a target table as refs see them: those that come with the ZIP, and those that are there and stay. */
export class TargetDocuments {
  readonly #table: string;
  readonly #number: number;
  readonly #isReferred: boolean;
  readonly #existing: ExistingDocuments;
  readonly #keys = new KeyTable();
  readonly #natural: ReadonlyMap<string, { fields: readonly string[]; keys: KeyTable; several: Set<string> }>;

  constructor({ table, number, isReferred, indexes, existing = noneExisting() }: TargetOptions) {
    this.#table = table;
    this.#number = number;
    this.#isReferred = isReferred;
    this.#existing = existing;
    this.#natural = new Map(
      [...indexes].map(([index, fields]) => [
        index,
        { fields, keys: new KeyTable({ withValues: true }), several: new Set<string>() },
      ]),
    );
  }

  /** A document that comes with the ZIP. @returns Its id. @throws RunError where another key makes the same id. */
  insert(legacyId: string, document: Readonly<Record<string, Value | undefined>>): string {
    const key = this.#keyOf(legacyId);
    // The bytes of a uuid are its own: only hashes can meet.
    const isNew = this.#isReferred || !isUuid(legacyId) ? this.#keys.add(key) : true;
    if (!isNew) throw sameId(this.#table, legacyId);
    for (const { fields, keys, several } of this.#natural.values()) {
      const text = indexKey(fields.map((field) => document[field]));
      if (!keys.add(digest(text), key)) several.add(text);
    }
    return encodeId(this.#number, key);
  }

  /** The row stands for a document that is there and stays. */
  adopt(legacyId: string, documentId: string): void {
    this.#existing.byLegacyId.set(legacyId, documentId);
  }

  byLegacyId(legacyId: string): Parent {
    const existing = this.#existing.byLegacyId.get(legacyId);
    if (existing !== undefined) return existing === null ? AMBIGUOUS : found(existing);
    const key = this.#keyOf(legacyId);
    return this.#keys.has(key) ? found(encodeId(this.#number, key)) : MISSING;
  }

  byNaturalKey(index: string, values: readonly Value[]): Parent {
    const text = indexKey(values);
    const existing = this.#existing.byIndex.get(index)?.get(text) ?? [];
    const packed = this.#natural.get(index);
    const key = packed?.keys.get(digest(text));
    const ids = [...existing, ...(key === undefined ? [] : [encodeId(this.#number, key)])];
    if (ids.length > 1 || packed?.several.has(text)) return AMBIGUOUS;
    return ids[0] === undefined ? MISSING : found(ids[0]);
  }

  #keyOf(legacyId: string): Uint8Array {
    return idKeyOf(this.#table, legacyId, sha256);
  }
}

const sha256 = (text: string): Uint8Array => hash("sha256", text, "buffer");
const digest = (text: string): Uint8Array => sha256(text).slice(0, 16);

const found = (id: string): Parent => ({ kind: "found", id: id as GenericId<string> });

const sameId = (table: string, legacyId: string): RunError =>
  new RunError(
    `${table} ${legacyId}: its key makes the same id as another key of the table, or the row was read twice. ` +
      "Pack again; if it says so again, leave one of the two rows out, or take the other lane: npx supabase-to-convex run",
  );
