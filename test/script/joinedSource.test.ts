import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withJoins } from "../../src/script/joinedSource.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import { open } from "../../src/shared/envelope.ts";
import type { PlanJoin, PlanTable } from "../../src/shared/plan.ts";
import type { SourceRow } from "../../src/source/source.ts";
import { joinOf, listedSource, pagesOf, tableOf } from "./listedSource.ts";

const SETTINGS = joinOf("settings", "user_settings", [["id", "user_id"]], ["theme"]);
const usersWith = (...joins: PlanJoin[]): PlanTable => tableOf("users", ["id"], ["name"], { joins });

async function read(
  table: PlanTable,
  tables: Record<string, SourceRow[]>,
  rowsPerPage = 2,
): Promise<SourceRow[]> {
  const source = withJoins(listedSource(tables, rowsPerPage));
  return (await pagesOf(source.readRows(table, { after: null }))).flat();
}

describe("a row with joined rows", () => {
  test("one, none, several -> their number, and the first one's columns or null", async () => {
    const users = ["1", "2", "3"].map((id) => ({ id, name: `User ${id}` }));
    const user_settings = [
      { user_id: "1", theme: "dark" },
      { user_id: "3", theme: "light" },
      { user_id: "3", theme: "dark" },
      { user_id: "9", theme: "nobody's" },
    ];
    expect(await read(usersWith(SETTINGS), { users, user_settings })).toEqual([
      { id: "1", name: "User 1", settings: 1, "settings.theme": "dark" },
      { id: "2", name: "User 2", settings: 0, "settings.theme": null },
      { id: "3", name: "User 3", settings: 2, "settings.theme": "light" },
    ]);
  });

  test("rows since a value -> those alone, with joined rows of any time", async () => {
    const users = ["2024-01-01", "2024-02-01", null].map((at, n) => ({ id: `${n}`, name: `User ${n}`, at }));
    const user_settings = users.map(({ id }) => ({ user_id: id, theme: `theme ${id}` }));
    const source = prepareSource(listedSource({ users, user_settings }), undefined);
    const table = { ...usersWith(SETTINGS), since: { column: "at", value: "2024-01-15" } };
    expect((await pagesOf(source.readRows(table, { after: null }))).flat()).toEqual([
      { id: "1", name: "User 1", settings: 1, "settings.theme": "theme 1" },
      { id: "2", name: "User 2", settings: 1, "settings.theme": "theme 2" },
    ]);
    expect(await source.describe(table)).toMatchObject({ rows: 2 });
    expect(await source.latest(table, "at")).toBe("2024-02-01");
  });

  test("joined on two columns -> both have to be equal, and no two pairs are mistaken for each other", async () => {
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
    const users = [
      { id: "2", org: "1,a" },
      { id: "a,2", org: "1" },
      { id: "3", org: "1" },
    ];
    const seats = [
      { org: "1,a", user_id: "2", role: "owner" },
      { org: "1", user_id: "a,2", role: "guest" },
      { org: "3", user_id: "1", role: "nobody" },
    ];
    const joined = await read(table, { users, seats });
    expect(joined.map((row) => [row.id, row.seat, row["seat.role"]])).toEqual([
      ["2", 1, "owner"],
      ["a,2", 1, "guest"],
      ["3", 0, null],
    ]);
  });

  test("NULL in what it is joined on, on either side -> joined to nothing", async () => {
    const join = joinOf("team", "teams", [["team_id", "id"]], ["title"]);
    const table = tableOf("users", ["id"], ["team_id"], { joins: [join] });
    const users = [{ id: "1", team_id: null }];
    const teams = [{ id: null, title: "no team" }];
    expect(await read(table, { users, teams })).toEqual([
      { id: "1", team_id: null, team: 0, "team.title": null },
    ]);
  });

  test("a row without a key -> joined like any other", async () => {
    const join = joinOf("team", "teams", [["team_id", "id"]], ["title"]);
    const table = tableOf("users", ["id"], ["team_id"], { joins: [join] });
    const source = withJoins(
      listedSource({ users: [{ id: null, team_id: "7" }], teams: [{ id: "7", title: "Seven" }] }),
    );
    const pages = await pagesOf(source.readKeyless(table));
    expect(pages).toEqual([[{ id: null, team_id: "7", team: 1, "team.title": "Seven" }]]);
  });

  test("two joins, one on the same column -> each under its own name", async () => {
    const profile = joinOf("profile", "profiles", [["id", "id"]], ["bio"]);
    const users = [{ id: "1", name: "Ada" }];
    const tables = {
      users,
      user_settings: [{ user_id: "1", theme: "dark" }],
      profiles: [{ id: "1", bio: "B" }],
    };
    expect(await read(usersWith(SETTINGS, profile), tables)).toEqual([
      { id: "1", name: "Ada", settings: 1, "settings.theme": "dark", profile: 1, "profile.bio": "B" },
    ]);
  });

  test("the column that is joined on is mapped too -> it arrives under the join's name", async () => {
    const join = joinOf("settings", "user_settings", [["id", "user_id"]], ["user_id"]);
    expect(
      await read(usersWith(join), { users: [{ id: "1", name: "A" }], user_settings: [{ user_id: "1" }] }),
    ).toEqual([{ id: "1", name: "A", settings: 1, "settings.user_id": "1" }]);
  });

  test("equal at the source but written differently -> RunError: it would be counted as one without a row", async () => {
    const source = listedSource({ users: [{ id: "1", name: "A" }] });
    const loose = {
      ...source,
      readMatching: async function* () {
        yield [{ user_id: "1.0", theme: "dark" }];
      },
    };
    await expect(pagesOf(withJoins(loose).readRows(usersWith(SETTINGS), { after: null }))).rejects.toThrow(
      "user_settings is joined by user_id, and a row is equal there to another table's although its text differs",
    );
  });

  test("wherever pages are cut, on either side -> the same rows", async () => {
    const id = fc.nat({ max: 12 }).map(String);
    const sizes = fc.integer({ min: 1, max: 5 });
    const ids = fc.uniqueArray(id, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        ids,
        fc.array(id, { maxLength: 20 }),
        sizes,
        async (userIds, settingsOf, rowsPerPage) => {
          const users = userIds.map((user) => ({ id: user, name: "N" }));
          const user_settings = settingsOf.map((user_id, at) => ({ user_id, theme: `T${at}` }));
          const rows = await read(usersWith(SETTINGS), { users, user_settings }, rowsPerPage);
          expect(rows).toEqual(
            users.map((user) => ({
              ...user,
              settings: settingsOf.filter((each) => each === user.id).length,
              "settings.theme": user_settings.find(({ user_id }) => user_id === user.id)?.theme ?? null,
            })),
          );
        },
      ),
    );
  });
});

describe("what is asked of the source", () => {
  const users = ["1", "2", "3"].map((id) => ({ id, name: "N" }));

  test("a page of rows -> one question for each join, each key once; nothing asked without joins", async () => {
    const team = joinOf("team", "teams", [["name", "id"]], ["title"]);
    const source = listedSource({ users, user_settings: [], teams: [] });
    const joined = withJoins(source);
    await pagesOf(joined.readRows(usersWith(SETTINGS, team), { after: null }));
    await pagesOf(joined.readRows(usersWith(), { after: null }));
    expect(source.asked).toEqual([
      ...["rows users", "user_settings by 1 2", "teams by N", "user_settings by 3", "teams by N"],
      "rows users",
    ]);
  });

  test("an optional join whose table is missing -> 0 rows, the source described once and never read", async () => {
    const source = listedSource({ users });
    const table = usersWith({ ...SETTINGS, optional: true });
    const pages = await pagesOf(withJoins(source).readRows(table, { after: null }));
    expect(pages.flat().map((row) => [row.settings, row["settings.theme"]])).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
    expect(source.asked).toEqual(["rows users", "describe user_settings"]);
  });

  test("an optional joined column that is missing -> null, the others as they are", async () => {
    const [theme] = SETTINGS.columns;
    const join = { ...SETTINGS, columns: [theme, { ...theme, name: "font", optional: true }] } as PlanJoin;
    const user_settings = [{ user_id: "1", theme: "dark" }];
    expect(await read(usersWith(join), { users: [{ id: "1", name: "A" }], user_settings })).toEqual([
      { id: "1", name: "A", settings: 1, "settings.theme": "dark", "settings.font": null },
    ]);
  });
});

test("a joined column that is encrypted -> an envelope for the row, nothing in plain", async () => {
  const bytes = new Uint8Array(32).fill(9);
  const table: PlanTable = {
    ...usersWith(SETTINGS),
    encrypted: [{ column: "settings.theme", field: "theme" }],
  };
  const listed = listedSource({
    users: [{ id: "1", name: "A" }],
    user_settings: [{ user_id: "1", theme: "dark" }],
  });
  const source = prepareSource(listed, Buffer.from(bytes).toString("hex"));
  const [[row] = []] = await pagesOf(source.readRows(table, { after: null }));
  const place = { table: "users", field: "theme", legacyId: "1" };
  expect(await open(bytes, place, String(row?.["settings.theme"]))).toEqual({ ok: true, text: "dark" });
  expect(JSON.stringify(row)).not.toContain("dark");
});
