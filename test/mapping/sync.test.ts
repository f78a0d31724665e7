import { v } from "convex/values";
import { expect, test } from "vitest";
import { json, text } from "../../src/mapping/builders.ts";
import type { AnyTableMapping } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { planOf } from "../../src/mapping/plan.ts";
import type { Plan, PlanTable } from "../../src/shared/plan.ts";
import { mappingOf } from "./declared.ts";

const FIELDS = { name: v.string(), changed: v.optional(v.any()), theme: v.optional(v.string()) };

/** The plan of `items`, mapped so. */
function planned(mapping: Partial<AnyTableMapping>): { plan: Plan; items: PlanTable } {
  const plan = planOf(mappingOf({ items: FIELDS }, { items: mapping }));
  const [items] = plan.tables;
  if (items === undefined) throw new Error("items is not planned");
  return { plan, items };
}
const problemsOf = (mapping: Partial<AnyTableMapping>): string[] =>
  planned(mapping).plan.problems.map(({ message }) => message);

test.each<[string, AnyTableMapping["sync"], PlanTable["sync"]]>([
  ["nothing is said", undefined, { updatedAt: null, overlapSeconds: 300, conflict: "keep" }],
  [
    "a column",
    { updatedAt: "updated_at" },
    { updatedAt: "updated_at", overlapSeconds: 300, conflict: "keep" },
  ],
  [
    "all of it",
    { updatedAt: "version", overlapSeconds: 0, conflict: "stop" },
    { updatedAt: "version", overlapSeconds: 0, conflict: "stop" },
  ],
])("%s -> what sync goes by", (_title, sync, expected) => {
  const { plan, items } = planned({ sync });
  expect(plan.problems).toEqual([]);
  expect(items.sync).toEqual(expected);
});

test.each<[string, Partial<AnyTableMapping>]>([
  ["no field is read from the column", {}],
  ["a field is read from it as it comes", { fields: { changed: json("updated_at") } }],
  ["it is left behind", { ignore: ["updated_at"] }],
])("%s + sync -> the same columns, the same hashes", (_title, mapping) => {
  const without = planned(mapping);
  const { plan, items } = planned({ ...mapping, sync: { updatedAt: "updated_at", conflict: "take" } });
  expect(plan.problems).toEqual([]);
  expect({ ...items, sync: undefined }).toEqual({ ...without.items, sync: undefined });
  expect(plan.hash).toBe(without.plan.hash);
});

const SETTINGS: Partial<AnyTableMapping> = {
  fields: { theme: text("settings.theme") },
  join: { settings: { table: "user_settings", on: ["id", "user_id"] } },
};
const COMPARES = "Leave updatedAt out: sync then compares every row.";

test.each<[string, Partial<AnyTableMapping>, string[]]>([
  [
    "a join whose changes leave the row as it is",
    { ...SETTINGS, sync: { updatedAt: "updated_at" } },
    [
      `items: sync: a change in user_settings leaves updated_at of items as it is, and would never be seen. ${COMPARES}`,
    ],
  ],
  ["a join, every row being compared", { ...SETTINGS, sync: { overlapSeconds: 5, conflict: "take" } }, []],
  [
    "a column of the joined table",
    { ...SETTINGS, sync: { updatedAt: "settings.updated_at" } },
    [
      `items: sync: updatedAt is "settings.updated_at", but rows are read by a column of items itself. ${COMPARES}`,
    ],
  ],
  [
    "an encrypted column",
    { fields: { theme: encrypted(text("updated_at")) }, sync: { updatedAt: "updated_at" } },
    [
      "items: sync: updated_at is encrypted, but how far sync has come is kept in plain. Encrypt it no more, or leave updatedAt out.",
    ],
  ],
  ["no column's name", { sync: { updatedAt: "" } }, [`items: sync: updatedAt names no column. ${COMPARES}`]],
  ...[-1, Number.NaN, Number.POSITIVE_INFINITY, 400 * 24 * 60 * 60].map(
    (overlapSeconds): [string, Partial<AnyTableMapping>, string[]] => [
      `an overlap of ${overlapSeconds} seconds`,
      { sync: { updatedAt: "updated_at", overlapSeconds } },
      ["items: sync: overlapSeconds has to be seconds from 0 to those of a year."],
    ],
  ),
])("%s -> a problem, or none", (_title, mapping, problems) => {
  expect(problemsOf(mapping)).toEqual(problems);
});
