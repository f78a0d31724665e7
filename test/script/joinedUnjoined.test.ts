import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Unjoined, unjoinedRows } from "../../src/script/unjoined.ts";
import type { PlanJoin, PlanTable } from "../../src/shared/plan.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { joinOf, listedSource, pagesOf, tableOf } from "./listedSource.ts";

const SETTINGS = joinOf("settings", "user_settings", [["id", "user_id"]], ["theme"]);
const USERS = tableOf("users", ["id"], ["name"], { joins: [SETTINGS] });

const unjoined = async (
  tables: Record<string, SourceRow[]>,
  table: PlanTable = USERS,
  join: PlanJoin = SETTINGS,
  rowsPerPage = 2,
): Promise<string[]> => (await pagesIn(tables, table, join, rowsPerPage)).flatMap(({ orphans }) => orphans);

const pagesIn = (
  tables: Record<string, SourceRow[]>,
  table: PlanTable,
  join: PlanJoin,
  rowsPerPage: number,
): Promise<Unjoined[]> => pagesOf(unjoinedRows(listedSource(tables, rowsPerPage), table, join));

describe("rows of a joined table that belong to no row", () => {
  test("some without an owner -> a key for each of them, twice for two", async () => {
    const users = ["1", "2"].map((id) => ({ id, name: "N" }));
    const user_settings = ["1", "3", "3", "2", "4"].map((user_id) => ({ user_id, theme: "T" }));
    expect(await unjoined({ users, user_settings })).toEqual(["3", "3", "4"]);
  });

  test("NULL in what they are joined on -> an empty key for each, after the others", async () => {
    const user_settings = [null, "3", null].map((user_id) => ({ user_id, theme: "T" }));
    expect(await unjoined({ users: [], user_settings })).toEqual(["3", "", ""]);
  });

  test("two columns -> keys written as legacy ids", async () => {
    const join = joinOf(
      "seat",
      "seats",
      [
        ["org", "org"],
        ["id", "user_id"],
      ],
      ["role"],
    );
    const table = tableOf("users", ["id"], ["org"], { joins: [join] });
    const users = [{ id: "2", org: "1" }];
    const seats = [
      { org: "1", user_id: "2", role: "R" },
      { org: "2", user_id: "1", role: "R" },
      { org: "a,b", user_id: "c", role: "R" },
    ];
    expect(await unjoined({ users, seats }, table, join)).toEqual(["2,1", "a\\,b,c"]);
  });

  test("an owner that the filter leaves out -> counted apart, no orphan", async () => {
    const users = [
      { id: "1", name: "N", tenant: "a" },
      { id: "2", name: "N", tenant: "b" },
    ];
    const user_settings = ["1", "2", "3"].map((user_id) => ({ user_id, theme: "T" }));
    const table: PlanTable = { ...USERS, where: [{ column: "tenant", in: ["a"] }] };
    expect(await pagesIn({ users, user_settings }, table, SETTINGS, 2)).toEqual([
      { orphans: [], leftOut: 1 },
      { orphans: ["3"], leftOut: 0 },
    ]);
  });

  test("an optional table that is missing -> none", async () => {
    expect(await unjoined({ users: [] }, USERS, { ...SETTINGS, optional: true })).toEqual([]);
  });

  test("wherever pages are cut -> the same keys", async () => {
    const id = fc.nat({ max: 9 }).map(String);
    const owner = fc.option(id, { nil: null });
    const size = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id), fc.array(owner), size, async (ids, owners, rowsPerPage) => {
        const users = ids.map((each) => ({ id: each, name: "N" }));
        const user_settings = owners.map((user_id) => ({ user_id, theme: "T" }));
        const keyed = owners.filter((each) => each !== null && !ids.includes(each));
        expect(await unjoined({ users, user_settings }, USERS, SETTINGS, rowsPerPage)).toEqual([
          ...keyed,
          ...owners.filter((each) => each === null).map(() => ""),
        ]);
      }),
    );
  });
});
