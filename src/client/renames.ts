import type { Value } from "convex/values";
import type { Renamed } from "../shared/undo.ts";
import type { Migration, QueryCtx } from "./context.ts";
import { textsIn, withTexts } from "./texts.ts";

type Fields = Record<string, Value>;

/** Ids are half as long: whole letters need not be handed to Convex to learn that they are none. */
const MOST_UNITS = 64;

/** Documents that came back under new ids when a run was undone, as far as some values name them by any of their ids. */
export class Renames {
  static readonly NONE = new Renames([]);

  readonly #current: ReadonlyMap<string, string>;
  /** The oldest first. */
  readonly #former: ReadonlyMap<string, readonly Renamed[]>;

  private constructor(renamed: readonly Renamed[]) {
    const sorted = [...renamed].sort((a, b) => a.untilMs - b.untilMs);
    this.#current = new Map(sorted.map(({ former, current }) => [former, current]));
    this.#former = Map.groupBy(sorted, ({ current }) => current);
  }

  /** @param tables Those with such documents: of texts that are no ids of these nothing is asked. */
  static async among(
    ctx: QueryCtx,
    { components }: Pick<Migration, "components">,
    tables: readonly string[],
    values: Iterable<Value | undefined>,
  ): Promise<Renames> {
    if (tables.length === 0) return Renames.NONE;
    const ids = new Set<string>();
    for (const value of values) {
      for (const text of textsIn(value)) {
        if (text.length > MOST_UNITS) continue;
        if (tables.some((table) => ctx.db.normalizeId(table, text) !== null)) ids.add(text);
      }
    }
    if (ids.size === 0) return Renames.NONE;
    return new Renames(await ctx.runQuery(components.supabaseToConvex.renamed.find, { ids: [...ids] }));
  }

  /** With the ids that documents have now. */
  now<Document extends Fields>(document: Document): Document {
    if (this.#current.size === 0) return document;
    return withTexts(document, (text) => this.#current.get(text) ?? text) as Document;
  }

  /** With the ids that documents had at a time. */
  at<Document extends Fields>(document: Document, atMs: number): Document {
    if (this.#former.size === 0) return document;
    const idThen = (text: string): string | undefined =>
      this.#former.get(text)?.find(({ untilMs }) => untilMs > atMs)?.former;
    return withTexts(document, (text) => idThen(text) ?? text) as Document;
  }

  /** Whether a document names others, by their ids of now, that came back after a time. */
  namesSome(document: Fields, sinceMs: number): boolean {
    return [...textsIn(document)].some((text) => (this.#former.get(text)?.at(-1)?.untilMs ?? 0) > sinceMs);
  }
}
