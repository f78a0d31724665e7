import fc from "fast-check";
import type { SourceRow } from "../../src/source/source.ts";
import type { Rows } from "./blog.ts";

type TableName = keyof Rows;

/** What users do to a row at the source; `twin` adds a second one with its key. */
export type RowChange = { kind: "put" | "twin" | "gone"; table: TableName; row: SourceRow & { id: string } };

export const startRows = (): Rows => ({
  authors: ["1", "2", "3"].map((id) => ({ id, name: `Author ${id}`, at: "1" })),
  posts: ["1", "2", "3", "4"].map((id) => ({ id, author_id: id, title: `Post ${id}`, at: "1" })),
  tags: ["1", "2", "3", "4"].map((id) => ({
    ...{ id, post_id: id, label: `Tag ${id}`, at: "1" },
    hidden: id === "4",
  })),
});

export const id = fc.constantFrom("1", "2", "3", "4", "5", "6");
const text = fc.constantFrom("x", "y", null);
const author = fc.record({ id, name: text });
const post = fc.record({ id, author_id: id, title: text });
const tag = fc.record({ id, post_id: fc.option(id), label: text, hidden: fc.boolean() });

const changeOf = <Row extends RowChange["row"]>(
  kind: RowChange["kind"],
  table: TableName,
  row: fc.Arbitrary<Row>,
): fc.Arbitrary<RowChange> => row.map((changed) => ({ kind, table, row: changed }));

const changes = [
  changeOf("put", "authors", author),
  changeOf("put", "posts", post),
  changeOf("put", "tags", tag),
  fc.record({
    kind: fc.constant("gone" as const),
    table: fc.constantFrom("authors" as const, "posts" as const, "tags" as const),
    row: fc.record({ id }),
  }),
];
const twins = [changeOf("twin", "posts", post), changeOf("twin", "tags", tag)];

/** A change of a row; with `twins` keys may stand more than once. */
export const rowChange = (how: { twins: boolean }): fc.Arbitrary<RowChange> =>
  fc.oneof(...changes, ...(how.twins ? twins : []));

/** @param at When it happens, in the column that tells of changes. */
export function apply(rows: Rows, some: readonly RowChange[], at: number): void {
  for (const { kind, table, row } of some) {
    const all = rows[table];
    const place = all.findIndex((each) => each.id === row.id);
    if (kind === "gone") {
      if (place !== -1) all.splice(place, 1);
      continue;
    }
    const now: SourceRow = { ...row, at: String(at) };
    if (place === -1 || kind === "twin") all.push(now);
    else all[place] = now;
    all.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  }
}

export const rowsIn = (rows: Rows): Record<string, number> =>
  Object.fromEntries(Object.entries(rows).map(([table, all]) => [table, all.length]));
