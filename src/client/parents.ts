import type { Value } from "convex/values";
import { isOpenRef, type OpenRef, type Parent } from "../mapping/openRef.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { findByLegacyId, getDocument, type StoredDocument } from "./lookup.ts";

const MISSING: Parent = { kind: "missing" };

/** Finds parents in the database, each distinct one once. */
export class Parents {
  readonly #ctx: QueryCtx;
  readonly #migration: Migration;
  readonly #known: (open: OpenRef) => Parent | undefined;
  readonly #found = new Map<string, Promise<Parent>>();
  readonly #links = new Map<string, Promise<ReadonlyMap<string, string>>>();

  /** @param known What is known without a look into the database. */
  constructor(
    ctx: QueryCtx,
    migration: Migration,
    known: (open: OpenRef) => Parent | undefined = () => undefined,
  ) {
    this.#ctx = ctx;
    this.#migration = migration;
    this.#known = known;
  }

  /** @param expected The refs that will be asked for: links are read for all of them at once. */
  expect(expected: readonly OpenRef[]): void {
    const linked = expected.filter(({ ref, natural }) => !natural && this.#isLookup(ref.table));
    for (const [table, refs] of Map.groupBy(linked, ({ ref }) => ref.table)) {
      const legacyIds = [...new Set(refs.map(({ legacyId }) => legacyId))];
      this.#links.set(table, this.#readLinks(table, legacyIds));
    }
  }

  find(open: OpenRef): Promise<Parent> {
    const key = keyOf(open);
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = open.natural ? this.#findByNaturalKey(open, open.natural) : this.#findByLegacyId(open);
    this.#found.set(key, found);
    return found;
  }

  async #findByLegacyId(open: OpenRef): Promise<Parent> {
    const known = this.#known(open);
    if (known !== undefined) return known;
    const { ref, legacyId } = open;
    if (this.#isLookup(ref.table)) return this.#findByLink(ref.table, legacyId);
    const names = this.#migration.mapping.legacyIdOf(ref.table);
    return only(await findByLegacyId(this.#ctx.db, ref.table, names, legacyId));
  }

  async #findByLink(table: string, legacyId: string): Promise<Parent> {
    const expected = await this.#links.get(table);
    const links = expected?.has(legacyId) ? expected : await this.#readLinks(table, [legacyId]);
    // The document may have been deleted since the link was made.
    const document = await getDocument(this.#ctx.db, table, links.get(legacyId) ?? "");
    return document === null ? MISSING : { kind: "found", id: document._id };
  }

  async #findByNaturalKey({ ref }: OpenRef, parts: readonly (Value | OpenRef)[]): Promise<Parent> {
    if (ref.natural === undefined) return MISSING;
    const values: Value[] = [];
    for (const part of parts) {
      const value = isOpenRef(part) ? await this.find(part) : { kind: "found" as const, id: part };
      if (value.kind !== "found") return value;
      values.push(value.id);
    }
    const fields = ref.natural.parts.map(({ field }) => field);
    return only(await findByIndex(this.#ctx, ref.table, ref.natural.index, fields, values));
  }

  async #readLinks(table: string, legacyIds: string[]): Promise<ReadonlyMap<string, string>> {
    const { links } = this.#migration.components.supabaseToConvex;
    return new Map(
      (await this.#ctx.runQuery(links.find, { table, legacyIds })).map((link) => [
        link.legacyId,
        link.documentId,
      ]),
    );
  }

  #isLookup(table: string): boolean {
    return this.#migration.mapping.byTarget.get(table)?.lookup !== undefined;
  }
}

/** The documents that an index finds by all of its fields, two at most. */
export async function findByIndex(
  ctx: QueryCtx,
  table: string,
  index: string,
  fields: readonly string[],
  values: readonly Value[],
): Promise<StoredDocument[]> {
  const documents = await ctx.db
    .query(table)
    .withIndex(index, (q) => equalTo(q, fields, values))
    .take(2);
  return documents as StoredDocument[];
}

type Range = { eq: (field: string, value: Value) => unknown };

/** The range of an index in which its first fields have these values. */
export const equalTo = <Q>(q: Q, fields: readonly string[], values: readonly Value[]): Q =>
  fields.reduce<unknown>((range, field, at) => (range as Range).eq(field, values[at] as Value), q) as Q;

// A legacy id may hold any character but NUL, which Postgres text cannot.
const keyOf = ({ ref, legacyId }: OpenRef): string =>
  `${ref.table}\u0000${ref.natural?.index ?? ""}\u0000${legacyId}`;

function only([document, another]: readonly StoredDocument[]): Parent {
  if (document === undefined) return MISSING;
  return another === undefined ? { kind: "found", id: document._id } : { kind: "ambiguous" };
}
