import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/script/check/finding.ts";
import { labelCauses } from "../../src/script/check/labels.ts";
import { nullCauses } from "../../src/script/check/nulls.ts";
import { isCounted } from "../../src/script/check/rejectCause.ts";
import type { PlanSource } from "../../src/script/planSource.ts";
import type { PlanColumn, PlanTable } from "../../src/shared/plan.ts";
import type { CatalogueTable } from "../../src/source/catalogue.ts";
import { SourceError, TooManyKeyless } from "../../src/source/source.ts";
import { planTable } from "../source/planTable.ts";
import { inCatalogue, type Tables, tablesInMemory } from "./tablesInMemory.ts";

const changed = (table: PlanTable, name: string, changes: Partial<PlanColumn>): PlanTable => ({
  ...table,
  columns: table.columns.map((column) => (column.name === name ? { ...column, ...changes } : column)),
});

const ORDERS = planTable("orders", ["id"], ["id", "status"]);
const REQUIRED = changed(ORDERS, "status", { requiredBy: ["status"] });
const LABELS = ["open", "paid", "lost"];
const AT_SOURCE = inCatalogue("orders", [
  ["id", "bigint"],
  ["status", "public.status", { nullable: true, enumValues: LABELS }],
]);
const order = (id: string, status: string | null) => ({ id, status });
const JOIN: PlanTable["joins"][number] = {
  name: "details",
  source: { schema: "public", table: "details" },
  on: [{ column: "id", joined: "order_id" }],
  columns: changed(planTable("", [], ["order_id", "note"]), "note", {
    requiredBy: ["note"],
    literals: ["short"],
  }).columns,
  ignored: [],
  optional: false,
};
const DETAILS = inCatalogue("details", [
  ["order_id", "bigint"],
  ["note", "public.note", { nullable: true, enumValues: ["short", "long"] }],
]);

type Causes = typeof nullCauses | typeof labelCauses;

async function found(
  causes: Causes,
  table: PlanTable,
  tables: Tables,
  catalogue: CatalogueTable[] = [AT_SOURCE, DETAILS],
  changes: Partial<PlanSource> = {},
): Promise<Finding[]> {
  const io = {
    source: { ...tablesInMemory(tables), ...changes },
    signal: new AbortController().signal,
  };
  const rows = tables[table.source.table]?.length ?? 0;
  const described = [{ table, description: { found: true as const, rows, columns: null } }];
  return (await causes(io, { tables: catalogue }, described)).map(({ finding }) => finding);
}

const told = ({ severity, code, table, field, message, rows, keys }: Finding) => ({
  is: `${severity} ${code} ${table}.${field}`,
  message,
  rows,
  keys,
});

describe("a column that may be NULL and a field that needs a value", () => {
  const two = { orders: [order("1", null), order("2", "open"), order("3", null)] };

  test("two rows have NULL -> an error with their number and keys", async () => {
    expect((await found(nullCauses, REQUIRED, two)).map(told)).toEqual([
      {
        is: "error NULL_REFUSED orders.status",
        message:
          "orders.status: it is NULL in 2 rows, such as 1 and 3, and orders.status needs a value and has no default. " +
          "They would be rejected.",
        rows: 2,
        keys: ["1", "3"],
      },
    ]);
  });

  test.each<[string, PlanTable, Tables]>([
    ["no row has NULL", REQUIRED, { orders: [order("1", "open")] }],
    ["no row at all", REQUIRED, { orders: [] }],
    ["rows have NULL, and its field needs none", ORDERS, two],
    ["it is the key, of which is told elsewhere", { ...REQUIRED, key: ["status"] }, two],
    [
      "rows have NULL that a filter leaves out",
      { ...REQUIRED, where: [{ column: "status", in: ["open"] }] },
      two,
    ],
  ])("%s -> nothing", async (_title, table, tables) => {
    expect(await found(nullCauses, table, tables)).toEqual([]);
  });

  test("the source says that it is never NULL -> it is not asked", async () => {
    const never = inCatalogue("orders", [["status", "text"]]);
    expect(await found(nullCauses, REQUIRED, two, [never])).toEqual([]);
  });

  test("rows have NULL and a condition skips rows -> a warning, because only a scan tells which", async () => {
    const skipping = changed(REQUIRED, "id", { readAs: ["text", "skip"] });
    const [finding] = await found(nullCauses, skipping, two);
    expect([finding?.severity, finding?.message, finding?.fix]).toEqual([
      "warning",
      expect.stringMatching(/ They would be rejected unless the mapping skips them\.$/),
      expect.stringMatching(/ npx supabase-to-convex check --scan$/),
    ]);
  });

  test("a joined table's -> a warning, for of its rows not all are read", async () => {
    const joined = { ...ORDERS, joins: [JOIN] };
    const findings = await found(nullCauses, joined, { orders: [order("1", "open")] });
    expect(findings.map(told)).toEqual([
      {
        is: "warning NULL_REFUSED details.note",
        message:
          "details.note: it may be NULL, and orders.note needs a value and has no default. " +
          "Rows with a NULL there would be rejected.",
      },
    ]);
  });

  test.each([
    ["more than can be read without a key", new TooManyKeyless(2500, "too many", "orders"), "error", 2500],
    ["rows that cannot be read", new SourceError("SOURCE_FAILED", "timeout"), "warning", undefined],
  ])("%s -> said as far as it is known", async (_title, error, severity, rows) => {
    const readKeyless = (): AsyncIterable<never> => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
    });
    const [finding] = await found(nullCauses, REQUIRED, two, [AT_SOURCE], { readKeyless });
    expect([finding?.severity, finding?.rows]).toEqual([severity, rows]);
  });

  test("more than anyone counts -> the reading ends, and the number is none", async () => {
    let pages = 0;
    async function* readKeyless() {
      for (; pages < 1000; pages += 1) yield Array.from({ length: 4000 }, (_, id) => order(`${id}`, null));
    }
    const [finding] = await found(nullCauses, REQUIRED, two, [AT_SOURCE], { readKeyless });
    expect([pages, finding?.rows, finding?.message]).toEqual([
      2,
      undefined,
      "orders.status: it is NULL in 12,000 rows or more, such as 0 and 1 and 2, and orders.status needs a value and " +
        "has no default. They would be rejected.",
    ]);
  });
});

describe("an enum and a field of literals", () => {
  const two = { orders: [order("1", "lost"), order("2", "open")] };
  const taking = (...literals: string[]) => changed(ORDERS, "status", { literals });

  test.each<[string, PlanTable, Tables, string[]]>([
    ["every label is taken", taking(...LABELS, "more"), two, []],
    ["any text is taken", ORDERS, two, []],
    [
      "a label is not taken, and a row has it",
      taking("open", "paid"),
      two,
      [
        'error 1 orders.status: its enum has "lost", which its field in orders does not take. 1 row has it. It would be rejected.',
      ],
    ],
    [
      "labels are not taken, and no row has them",
      taking("open", "lost"),
      two,
      [
        'warning - orders.status: its enum has "paid", which its field in orders does not take. No row has it now.',
      ],
    ],
    [
      "a condition skips rows",
      changed(taking("open"), "id", { readAs: ["skip"] }),
      two,
      [
        'warning 1 orders.status: its enum has "paid", "lost", which its field in orders does not take. 1 row has one of them. ' +
          "It would be rejected unless the mapping skips it.",
      ],
    ],
    [
      "a joined table's label is not taken",
      { ...ORDERS, joins: [JOIN] },
      two,
      [
        'warning - details.note: its enum has "long", which orders.note does not take. Rows with it would be rejected.',
      ],
    ],
  ])("%s -> told", async (_title, table, tables, findings) => {
    const all = await found(labelCauses, table, tables);
    expect(all.map(({ severity, rows = "-", message }) => `${severity} ${rows} ${message}`)).toEqual(
      findings,
    );
  });

  test("two labels are not taken -> both literals, ready to paste", async () => {
    const [finding] = await found(labelCauses, taking("open"), two);
    expect(finding?.fix).toBe(`Add v.literal("paid"), v.literal("lost") to the field's union in the schema.`);
  });

  test.each([
    ["text", { type: "text", enumValues: null }],
    ["an array of the enum", { type: "public.status[]", enumValues: LABELS }],
  ])("%s -> nothing is known", async (_title, { type, enumValues }) => {
    const column = inCatalogue("orders", [["status", type, { enumValues }]]);
    expect(await found(labelCauses, taking("open"), two, [column])).toEqual([]);
  });
});

test("rejects of a scan -> those of a known error are counted, others are not", () => {
  const finding: Finding = { severity: "error", code: "NULL_REFUSED", message: "", fix: "" };
  const cause = { finding, target: "orders", fields: ["status"], code: "VALUE_MISSING" } as const;
  const warning = { ...cause, finding: { ...finding, severity: "warning" as const } };
  const reject = { table: "orders", field: "status", code: "VALUE_MISSING" };
  expect([
    isCounted([cause], reject),
    isCounted([warning], reject),
    isCounted([cause], { ...reject, table: "items" }),
    isCounted([cause], { ...reject, field: "status.part" }),
    isCounted([cause], { ...reject, code: "WRONG_TYPE" }),
  ]).toEqual([true, false, false, false, false]);
});

test.each([
  ["NULL", nullCauses, REQUIRED, null],
  [
    "a label that its field does not take",
    labelCauses,
    changed(REQUIRED, "status", { literals: ["open"] }),
    "lost",
  ],
] as const)(
  "%s in a table that is only looked up -> no finding: such a row is skipped",
  async (_what, causes, table, status) => {
    const tables = { orders: [order("1", status)] };
    expect(await found(causes, table, tables)).toHaveLength(1);
    expect(await found(causes, { ...table, lookup: true }, tables)).toEqual([]);
  },
);
