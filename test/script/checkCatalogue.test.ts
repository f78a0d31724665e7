import { expect, test } from "vitest";
import type { Finding } from "../../src/script/check/finding.ts";
import { catalogueFindings } from "../../src/script/check/sourceTables.ts";
import type { Plan, PlanTable } from "../../src/shared/plan.ts";
import type { KeyOrder } from "../../src/shared/run.ts";
import type { CatalogueTable } from "../../src/source/catalogue.ts";
import { planTable } from "../source/planTable.ts";
import { planOf, short } from "./checkedPlan.ts";
import { inCatalogue } from "./tablesInMemory.ts";

const CONTACTS = planTable("contacts", ["id"], ["id", "name"]);
const COLUMNS = [
  ["id", "bigint"],
  ["name", "text"],
] as const;

function catalogued(
  plan: Plan,
  tables: CatalogueTable[],
  rows = 1,
  keyOrder: KeyOrder = "database",
): Finding[] {
  const described = plan.tables.map((table) => ({
    table,
    description: { found: true as const, rows, columns: null },
  }));
  return catalogueFindings(plan, { tables }, described, () => keyOrder);
}

const withReadAs = (readAs: string): Plan =>
  planOf([
    {
      ...CONTACTS,
      columns: CONTACTS.columns.map((column) =>
        column.name === "name" ? { ...column, readAs: [readAs] } : column,
      ),
    },
  ]);

test.each<[string, Plan, CatalogueTable[], number, string[]]>([
  ["types that fit", planOf([CONTACTS]), [inCatalogue("contacts", [...COLUMNS])], 1, []],
  [
    "a converter that takes none of the type's values",
    withReadAs("integer"),
    [
      inCatalogue("contacts", [
        ["id", "bigint"],
        ["name", "numeric(10,2)"],
      ]),
    ],
    1,
    ["error TYPE_REFUSED contacts name"],
  ],
  [
    "the same in a table without rows",
    withReadAs("integer"),
    [
      inCatalogue("contacts", [
        ["id", "bigint"],
        ["name", "numeric(10,2)"],
      ]),
    ],
    0,
    ["warning TYPE_REFUSED contacts name"],
  ],
  [
    "a converter that takes some of the type's values",
    withReadAs("timestamp"),
    [inCatalogue("contacts", [...COLUMNS])],
    1,
    ["warning TYPE_DOUBTFUL contacts name"],
  ],
  [
    "a time without a zone that no converter is named for",
    withReadAs("numberOrTime"),
    [
      inCatalogue("contacts", [
        ["id", "bigint"],
        ["name", "timestamp without time zone"],
      ]),
    ],
    1,
    ["info TIME_WITHOUT_ZONE contacts name"],
  ],
  [
    "the same with timestamp()",
    withReadAs("timestamp"),
    [
      inCatalogue("contacts", [
        ["id", "bigint"],
        ["name", "timestamp without time zone"],
      ]),
    ],
    1,
    [],
  ],
  [
    "a key that nothing makes unique, and that may be null",
    planOf([CONTACTS]),
    [
      inCatalogue(
        "contacts",
        [
          ["id", "bigint", { nullable: true }],
          ["name", "text"],
        ],
        { key: [] },
      ),
    ],
    1,
    ["warning KEY_NOT_UNIQUE contacts id", "warning KEY_NULLABLE contacts id"],
  ],
  [
    "a key of which a part is unique",
    planOf([{ ...CONTACTS, key: ["id", "name"] }]),
    [inCatalogue("contacts", [...COLUMNS], { key: [], unique: [["id"]] })],
    1,
    [],
  ],
  [
    "a view",
    planOf([CONTACTS]),
    [inCatalogue("contacts", [...COLUMNS], { kind: "view", key: [] })],
    1,
    ["warning KEY_NOT_UNIQUE contacts id"],
  ],
  [
    "tables that nobody has named",
    planOf([CONTACTS], { notMigrated: [{ schema: "public", table: "audit_log" }] }),
    [
      inCatalogue("audit_log", []),
      inCatalogue("contacts", [...COLUMNS]),
      inCatalogue("orders", []),
      inCatalogue("orders_by_day", [], { kind: "view" }),
      inCatalogue("users", [], { schema: "auth" }),
    ],
    1,
    ["warning TABLE_FORGOTTEN orders", "info TABLE_FORGOTTEN auth.users"],
  ],
  ["a source that tells no types", planOf([CONTACTS]), [], 1, ["info TYPES_UNKNOWN"]],
])("%s -> found", (_title, plan, tables, rows, found) => {
  expect(catalogued(plan, tables, rows).map(short)).toEqual(found);
});

test("a forgotten table -> the fix names it beside those that are left behind already", () => {
  const plan = planOf([], { notMigrated: [{ schema: "public", table: "audit_log" }] });
  expect(catalogued(plan, [inCatalogue("orders", [])]).map(({ fix }) => fix)).toEqual([
    'Map it in "tables", or leave it behind: notMigrated: ["audit_log", "orders"].',
  ]);
});

const POSTS = planTable("posts", ["id"], ["id", "author_id"]);
const POSTS_TABLE = inCatalogue(
  "posts",
  [
    ["id", "bigint"],
    ["author_id", "bigint"],
  ],
  {
    foreignKeys: [{ columns: ["author_id"], schema: "public", table: "contacts", references: ["id"] }],
  },
);

test("a foreign key that is read as a value -> a warning with the ref to paste; as a ref, or ignored -> none", () => {
  const contacts = inCatalogue("contacts", [...COLUMNS]);
  const as = (readAs: string) => ({
    ...POSTS,
    columns: POSTS.columns.map((column) =>
      column.name === "author_id" ? { ...column, readAs: [readAs] } : column,
    ),
  });
  const ignored = { ...planTable("posts", ["id"], ["id"]), ignored: ["author_id"] };
  const found = (posts: PlanTable) => catalogued(planOf([CONTACTS, posts]), [contacts, POSTS_TABLE]);
  expect([found(as("integer")), found(as("ref")), found(ignored)]).toEqual([
    [
      expect.objectContaining({
        ...{ severity: "warning", code: "FOREIGN_KEY_NOT_MAPPED", table: "posts", field: "author_id" },
        fix: 'Map it with ref("contacts", "author_id") into a field of v.id("contacts").',
      }),
    ],
    [],
    [],
  ]);
});

const REFUSED = ["error TYPE_REFUSED contacts changed"];
test.each<[string, KeyOrder, string[]]>([
  ...["timestamp(3) with time zone", "timestamp without time zone", "date", "bigint"].map(
    (type): [string, KeyOrder, string[]] => [type, "database", []],
  ),
  ...["text", "numeric(20,0)", "jsonb", "uuid", "time without time zone", "timestamp with time zone[]"].map(
    (type): [string, KeyOrder, string[]] => [type, "database", REFUSED],
  ),
  // Guessed of a folder's values, each of which is looked at.
  ...["text", "numeric"].map((type): [string, KeyOrder, string[]] => [type, "script", []]),
  ...["uuid", "boolean"].map((type): [string, KeyOrder, string[]] => [type, "script", REFUSED]),
])("sync by a column of %s, compared by the %s", (type, keyOrder, found) => {
  const plan = planOf([{ ...CONTACTS, sync: { ...CONTACTS.sync, updatedAt: "changed" } }]);
  const table = inCatalogue("contacts", [...COLUMNS, ["changed", type]]);
  expect(catalogued(plan, [table], 1, keyOrder).map(short)).toEqual(found);
});
