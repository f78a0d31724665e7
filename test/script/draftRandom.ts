import fc from "fast-check";
import type { Catalogue, CatalogueColumn, CatalogueTable } from "../../src/source/catalogue.ts";

/** Names as people, tools and other languages give them, some of which Convex refuses. */
const name: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z]{1,8}(_[a-z0-9]{1,8}){0,3}$/) },
  fc.constantFrom(
    "id",
    "legacy_id",
    "_id",
    "_creationTime",
    "legacy_parent",
    "constructor",
    "__proto__",
    "toString",
  ),
  fc.constantFrom(
    "class",
    "default",
    "default_",
    "created_at",
    "createdAt",
    "CreatedAt",
    "CREATED_AT",
    "2fa",
    "_",
  ),
  fc.constantFrom(
    "größe",
    "naïve café",
    "名前",
    "имя",
    "a.b",
    "it's",
    'say "hi"',
    "back\\slash",
    "a-b",
    "$price",
    "%",
  ),
  fc.stringMatching(/^[a-z_]{50,63}$/),
  fc.stringMatching(/^[A-Z][a-z]{1,6}([A-Z][a-z]{1,6}){0,3}$/),
);

const comment = fc.option(
  fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom("*/ x", "// y", "@ts-nocheck", "a\nb\u2028c", "prettier-ignore"),
  ),
);

const TYPES = [
  ...["uuid", "text", "character varying(20)", "citext", "boolean", "smallint", "integer", "bigint", "real"],
  ...["double precision", "numeric", "numeric(10,2)", "money", "date", "time without time zone", "interval"],
  ...[
    "timestamp(3) with time zone",
    "timestamp without time zone",
    "json",
    "jsonb",
    "bytea",
    "inet",
    "character(3)",
  ],
  ...[
    "extensions.vector(3)",
    "geometry(Point,4326)",
    "int4range",
    "tsvector",
    "hstore",
    "xml",
    "bit varying(4)",
  ],
  ...[
    "text[]",
    "bigint[]",
    "jsonb[]",
    "timestamp with time zone[]",
    "numeric(4,1)[]",
    "bytea[]",
    "public.point3d",
  ],
];

const plain = (nullable: boolean, type: string): Omit<CatalogueColumn, "name" | "comment"> => ({
  ...{ type, nullable, enumValues: null, fields: null },
});

const enumColumn = fc
  .tuple(
    fc.boolean(),
    fc.boolean(),
    fc.uniqueArray(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 8 }),
  )
  .map(([nullable, array, enumValues]) => ({
    ...plain(nullable, `public.mood${array ? "[]" : ""}`),
    enumValues,
  }));

const compositeColumn = fc
  .tuple(
    ...[fc.boolean(), fc.boolean()],
    fc.uniqueArray(fc.tuple(name, fc.constantFrom(...TYPES)), {
      minLength: 1,
      maxLength: 4,
      selector: ([each]) => each,
    }),
  )
  .map(([nullable, array, fields]) => ({
    ...plain(nullable as boolean, `public.address${array ? "[]" : ""}`),
    fields: (fields as [string, string][]).map(([field, type]) => ({
      ...{ name: field, comment: null },
      ...plain(true, type),
    })),
  }));

const column: fc.Arbitrary<CatalogueColumn> = fc
  .record({
    name,
    comment,
    type: fc.oneof(
      {
        weight: 8,
        arbitrary: fc
          .tuple(fc.boolean(), fc.constantFrom(...TYPES))
          .map(([nullable, type]) => plain(nullable, type)),
      },
      enumColumn,
      compositeColumn,
    ),
  })
  .map((given) => ({ ...given.type, name: given.name, comment: given.comment }));

/** How a table's rows are told apart, and which tables it refers to: numbers that are taken modulo what there is. */
type Wiring = {
  key: "id" | "pair" | "unique" | "none";
  refs: { to: number; nullable: boolean; natural: boolean }[];
};

const wiring: fc.Arbitrary<Wiring> = fc.record({
  key: fc.constantFrom("id", "id", "id", "pair", "unique", "none"),
  refs: fc.array(fc.record({ to: fc.nat(40), nullable: fc.boolean(), natural: fc.boolean() }), {
    maxLength: 4,
  }),
});

const tableShape = fc.record({
  ...{ name, comment, wiring },
  schema: fc.constantFrom("public", "public", "public", "crm", "Odd Schema"),
  kind: fc.constantFrom("table", "table", "table", "table", "view"),
  columns: fc.uniqueArray(column, { maxLength: 12, selector: (each) => each.name }),
});
type TableShape = typeof tableShape extends fc.Arbitrary<infer Shape> ? Shape : never;

/** Catalogues with keys of all sorts, self references, circles, natural keys and names that clash. */
export const randomCatalogue: fc.Arbitrary<Catalogue> = fc
  .uniqueArray(tableShape, {
    minLength: 1,
    maxLength: 9,
    selector: ({ schema, name }) => `${schema}.${name}`,
  })
  .map((shapes) => {
    const tables = shapes.map(withKey);
    for (const [at, table] of tables.entries()) refer(table, shapes[at]?.wiring.refs ?? [], tables);
    return { tables };
  });

const keyColumn = (name: string, type = "uuid"): CatalogueColumn => ({
  ...plain(false, type),
  name,
  comment: null,
});

function withKey({ wiring: { key }, columns, name: table, ...shape }: TableShape): CatalogueTable {
  const own = key === "pair" ? ["org_id", "no"] : key === "unique" ? ["code"] : key === "none" ? [] : ["id"];
  const others = columns.filter((each) => !own.includes(each.name));
  return {
    ...shape,
    table,
    kind: shape.kind === "view" ? "view" : "table",
    columns: [...own.map((each) => keyColumn(each, each === "no" ? "bigint" : "uuid")), ...others],
    key: key === "pair" || key === "id" ? own : [],
    unique: key === "unique" ? [["code"]] : [],
    foreignKeys: [],
  };
}

/** Adds columns that refer to the key of another table, or to its first plain column of text. */
function refer(table: CatalogueTable, refs: Wiring["refs"], tables: readonly CatalogueTable[]): void {
  for (const [at, { to, nullable, natural }] of refs.entries()) {
    const parent = tables[to % tables.length];
    const text = parent?.columns.find(({ type }) => type === "text");
    if (parent === undefined) continue;
    const by = natural && text ? [text.name] : parent.key.length > 0 ? parent.key : (parent.unique[0] ?? []);
    if (by.length === 0) continue;
    if (natural && text) parent.unique.push(by);
    const columns = by.map((each) => `${each === text?.name ? "by" : "parent"}_${at}_${by.indexOf(each)}`);
    const existing = new Set(table.columns.map((each) => each.name));
    if (columns.some((each) => existing.has(each))) continue;
    table.columns.push(
      ...columns.map((each) => ({ ...keyColumn(each, natural ? "text" : "uuid"), nullable })),
    );
    table.foreignKeys.push({ columns, schema: parent.schema, table: parent.table, references: [...by] });
  }
}
