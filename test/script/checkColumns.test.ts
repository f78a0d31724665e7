import { expect, test } from "vitest";
import { SetupError } from "../../src/script/errors.ts";
import { describePlan, describeTables } from "../../src/script/preflight.ts";
import type { Plan, PlanTable } from "../../src/shared/plan.ts";
import { planTable } from "../source/planTable.ts";
import { planOf, short } from "./checkedPlan.ts";
import { type Tables, tablesInMemory } from "./tablesInMemory.ts";

async function columnsFound(plan: Plan, tables: Tables): Promise<string[]> {
  return (await describePlan({ source: tablesInMemory(tables) }, plan)).findings.map(short);
}

const CONTACTS = planTable("contacts", ["id"], ["id", "name"]);
const ROW = { id: "1", name: "Ada" };

test.each<[string, PlanTable[], Tables, string[]]>([
  ["a plan that reads every column", [CONTACTS], { contacts: [ROW] }, []],
  ["a table that is missing", [CONTACTS], {}, ["error TABLE_MISSING contacts"]],
  [
    "an optional table that is missing",
    [{ ...CONTACTS, optional: true }],
    {},
    ["info TABLE_MISSING contacts"],
  ],
  [
    "a column that is missing, one that is forgotten",
    [CONTACTS],
    { contacts: [{ id: "1", nmae: "Ada" }] },
    ["error COLUMN_MISSING contacts name", "error COLUMN_FORGOTTEN contacts nmae"],
  ],
  [
    "an optional column that is missing",
    [{ ...CONTACTS, columns: CONTACTS.columns.map((column) => ({ ...column, optional: true })) }],
    { contacts: [{ id: "1" }] },
    ["info COLUMN_MISSING contacts name"],
  ],
  ["an ignored column", [{ ...CONTACTS, ignored: ["notes"] }], { contacts: [{ ...ROW, notes: "" }] }, []],
  [
    "a column that is filtered by",
    [{ ...CONTACTS, where: [{ column: "tenant", in: ["7"] }] }],
    { contacts: [{ ...ROW, tenant: "7" }] },
    [],
  ],
  [
    "a filter over a column that is missing",
    [{ ...CONTACTS, where: [{ column: "tenant", in: ["7"] }] }],
    { contacts: [ROW] },
    ["error COLUMN_MISSING contacts tenant"],
  ],
  [
    "a column that sync goes by and no field is read from",
    [{ ...CONTACTS, sync: { ...CONTACTS.sync, updatedAt: "changed" } }],
    { contacts: [{ ...ROW, changed: "2026-01-01" }] },
    [],
  ],
  [
    "sync by a column that is missing",
    [{ ...CONTACTS, sync: { ...CONTACTS.sync, updatedAt: "changed" } }],
    { contacts: [ROW] },
    ["error COLUMN_MISSING contacts changed"],
  ],
  [
    "a column that sync goes by in one table alone",
    [{ ...CONTACTS, sync: { ...CONTACTS.sync, updatedAt: "changed" } }, planTable("notes", ["id"], ["id"])],
    { contacts: [{ ...ROW, changed: "1" }], notes: [{ id: "1", changed: "1" }] },
    ["error COLUMN_FORGOTTEN notes changed"],
  ],
  ["a table without rows", [CONTACTS], { contacts: [] }, ["info COLUMNS_UNKNOWN contacts"]],
  [
    "two tables from one source, each with a half of its columns",
    [CONTACTS, { ...planTable("phones", ["id"], ["id", "phone"]), source: CONTACTS.source }],
    { contacts: [{ ...ROW, phone: "1", fax: "2" }] },
    ["error COLUMN_FORGOTTEN contacts fax"],
  ],
  [
    "a lookup that reads one column of many",
    [{ ...CONTACTS, lookup: true }],
    { contacts: [{ ...ROW, notes: "", phone: "" }] },
    [],
  ],
])("%s -> found", async (_title, plan, tables, found) => {
  expect(await columnsFound(planOf(plan), tables)).toEqual(found);
});

const SETTINGS: PlanTable["joins"][number] = {
  name: "settings",
  source: { schema: "public", table: "user_settings" },
  on: [{ column: "id", joined: "user_id" }],
  columns: planTable("", [], ["theme", "locale"]).columns,
  ignored: ["updated_at"],
  optional: false,
};

test.each<[string, Tables, string[]]>(
  [
    [
      "every column is read, ignored or joined on",
      { user_id: "1", theme: "", locale: "", updated_at: "" },
      [],
    ],
    [
      "one is missing and one forgotten",
      { user_id: "1", theme: "", font: "" },
      ["error COLUMN_MISSING user_settings locale", "error COLUMN_FORGOTTEN user_settings font"],
    ],
    [
      "the one that is joined on is missing",
      { theme: "", locale: "" },
      ["error COLUMN_MISSING user_settings user_id"],
    ],
  ].map(([title, row, found]) => [title, { contacts: [ROW], user_settings: [row] }, found] as never),
)("a joined table + %s -> found", async (_title, tables, found) => {
  expect(await columnsFound(planOf([{ ...CONTACTS, joins: [SETTINGS] }]), tables)).toEqual(found);
});

test("a joined table that is missing -> an error, and none where the join is optional", async () => {
  const plan = (optional: boolean) => planOf([{ ...CONTACTS, joins: [{ ...SETTINGS, optional }] }]);
  expect([
    await columnsFound(plan(false), { contacts: [ROW] }),
    await columnsFound(plan(true), { contacts: [ROW] }),
  ]).toEqual([["error TABLE_MISSING user_settings"], ["info TABLE_MISSING user_settings"]]);
});

test("an optional column that is missing, and a field that needs it -> a warning", async () => {
  const columns = CONTACTS.columns.map((column) => ({ ...column, optional: true, requiredBy: ["name"] }));
  const plan = planOf([{ ...CONTACTS, columns }]);
  const { findings } = await describePlan({ source: tablesInMemory({ contacts: [{ id: "1" }] }) }, plan);
  expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "warning: contacts.name: the source has no such column. The mapping says that it may be missing, but contacts.name " +
      "must have a value: every row would be rejected.",
  ]);
});

test("several columns that are forgotten -> one list to paste, with those that are ignored already", async () => {
  const source = tablesInMemory({ contacts: [{ ...ROW, fax: "", notes: "", phone: "" }] });
  const { findings } = await describePlan({ source }, planOf([{ ...CONTACTS, ignored: ["notes"] }]));
  const fix = 'Map it in "fields", or leave it behind: ignore: ["notes", "fax", "phone"].';
  expect(findings.map((finding) => [finding.field, finding.fix])).toEqual([
    ["fax", fix],
    ["phone", fix],
  ]);
});

test("errors between plan and source -> a run refuses with all of them, in the same words", async () => {
  const source = tablesInMemory({ contacts: [{ id: "1", nmae: "Ada" }] });
  const error = await describeTables({ source }, planOf([CONTACTS])).catch((thrown: unknown) => thrown);
  expect((error as SetupError).problems).toEqual([
    {
      table: "contacts",
      field: "name",
      message: 'contacts.name: the source has no such column. Name the right one in "fields" of contacts.',
    },
    {
      table: "contacts",
      field: "nmae",
      message:
        'contacts.nmae: no field of contacts is read from it. Map it in "fields", or leave it behind: ignore: ["nmae"].',
    },
  ]);
  expect(error).toBeInstanceOf(SetupError);
});
