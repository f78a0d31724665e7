import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOfRow, legacyIdOf } from "../../src/shared/legacyId.ts";
import type { PlanTable } from "../../src/shared/plan.ts";
import type { Source, SourceRow } from "../../src/source/source.ts";
import { CONTRACT_SQL, LOOSE, MEMBERS, NUMBERS, WORDS } from "./contractData.ts";
import { allPages, allRows, planTable } from "./planTable.ts";

export type OpenedSource = { source: Source; stop: () => Promise<void> };

const numbers = planTable("numbers", ["id"], ["id", "total", "word"]);
const words = planTable("words", ["id"], ["id"]);
const members = planTable("members", ["org", "person"], ["org", "person", "role"]);
const loose = planTable("loose", ["k"], ["k", "v"]);

const keysOf = (rows: readonly SourceRow[], { key }: PlanTable): string[] =>
  rows.map((row) => legacyIdOf(keyOfRow(row, key) ?? ["no key"]));
const content = (rows: readonly SourceRow[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

/**
 * What every source does, on the same data.
 *
 * @param open Makes a source that reads what the SQL has made. Its pages are short, so that there are several.
 */
export function describeSource(name: string, open: (sql: string) => Promise<OpenedSource>): void {
  describe(`${name} + the data of all sources`, () => {
    let source: Source;
    let stop = async (): Promise<void> => {};
    beforeAll(async () => {
      ({ source, stop } = await open(CONTRACT_SQL));
    });
    afterAll(() => stop());

    test.each<[string, PlanTable, readonly SourceRow[]]>([
      ["whole numbers beyond 2^53, decimals and NULL -> every digit", numbers, NUMBERS],
      ["texts that mean something elsewhere -> as they are", words, WORDS.map((id) => ({ id }))],
      ["keys of a uuid and a text -> each pair", members, MEMBERS],
    ])("%s, each once", async (_title, table, expected) => {
      const rows = await allRows(source, table);
      expect(content(rows)).toEqual(content(expected));
      expect(await source.describe(table)).toMatchObject({ found: true, rows: expected.length });
      expect(await allPages(source.readKeyless(table))).toEqual([]);
    });

    test.each([
      ["numbers", numbers],
      ["texts", words],
      ["pairs", members],
    ])(
      "a range of %s -> what lies between its ends in the order of the whole table",
      async (_title, table) => {
        const keys = keysOf(await allRows(source, table), table);
        for (const [at, after] of keys.entries()) {
          if (at % 3 !== 0) continue;
          expect(keysOf(await allRows(source, table, { after }), table)).toEqual(keys.slice(at + 1));
          const until = keys[at + 3];
          if (until === undefined) continue;
          const between = await allRows(source, table, { after, until });
          expect(keysOf(between, table)).toEqual(keys.slice(at + 1, at + 4));
        }
        const [first = ""] = keys;
        expect(keysOf(await allRows(source, table, { after: null, until: first }), table)).toEqual([first]);
      },
    );

    test("a key that rows share -> all of them side by side, and those without it apart", async () => {
      const rows = await allRows(source, loose);
      const withKey = LOOSE.filter(({ k }) => k !== null);
      expect(content(rows)).toEqual(content(withKey));
      const keys = keysOf(rows, loose);
      expect(keys.filter((key, at) => key !== keys[at - 1])).toEqual([...new Set(keys)]);
      const keyless = (await allPages(source.readKeyless(loose))).flat();
      expect(content(keyless)).toEqual(content(LOOSE.filter(({ k }) => k === null)));
      expect(await source.describe(loose)).toMatchObject({ found: true, rows: LOOSE.length });
    });

    test("where -> only rows that hold one of the values are counted and read", async () => {
      const some: PlanTable = {
        ...members,
        where: [
          { column: "role", in: ["owner", 'a "b", c', "nobody"] },
          { column: "org", in: [MEMBERS[0]?.org ?? "", "00000000-0000-4000-8000-0000000000ff"] },
        ],
      };
      const expected = MEMBERS.filter(({ org, role }) => org === MEMBERS[0]?.org && role !== "guest");
      expect(expected.length).toBeGreaterThan(1);
      expect(content(await allRows(source, some))).toEqual(content(expected));
      expect(await source.describe(some)).toMatchObject({ found: true, rows: expected.length });
      const unowned = { ...loose, where: [{ column: "v", in: ["without"] }] };
      expect((await allPages(source.readKeyless(unowned))).flat()).toEqual([{ k: null, v: "without" }]);
      expect(await source.describe({ ...members, where: [{ column: "role", in: [] }] })).toMatchObject({
        rows: 0,
      });
    });

    test("matching one column -> all rows that hold one of the values, each once; NULL is none of them", async () => {
      const wanted = [["2"], ["3"], ["77"], ["2"]];
      const rows = (await allPages(source.readMatching(loose, ["k"], wanted))).flat();
      expect(content(rows)).toEqual(content(LOOSE.filter(({ k }) => k === "2" || k === "3")));
      expect(await allPages(source.readMatching(loose, ["k"], []))).toEqual([]);
    });

    test("matching two columns -> rows that hold both values of a pair, within where", async () => {
      const [one, other] = [MEMBERS[0], MEMBERS.at(-1)];
      const pairs = [one, other].map((member) => [member?.role ?? "", member?.person ?? ""]);
      const crossed = [[one?.role ?? "", other?.person ?? ""]];
      const rows = (
        await allPages(source.readMatching(members, ["role", "person"], [...pairs, ...crossed]))
      ).flat();
      const held = ({ role, person }: (typeof MEMBERS)[number]): boolean =>
        [...pairs, ...crossed].some(([first, second]) => first === role && second === person);
      expect(content(rows)).toEqual(content(MEMBERS.filter(held)));
      const within = { ...members, where: [{ column: "org", in: [one?.org ?? ""] }] };
      const fewer = (await allPages(source.readMatching(within, ["role", "person"], pairs))).flat();
      expect(content(fewer)).toEqual(
        content(
          MEMBERS.filter((member) => held(member) && member.org === one?.org && member.role === one?.role),
        ),
      );
    });

    test("json, booleans, dates -> JSON text where it is asked for, JSON values otherwise", async () => {
      const cast = (of: string, as: "text" | "json" | null) => ({
        name: of,
        cast: as,
        optional: false,
        readAs: [],
        requiredBy: [],
        literals: null,
      });
      const table: PlanTable = {
        ...planTable("kinds", ["id"], []),
        columns: [
          cast("id", "text"),
          ...["document", "word", "nothing"].map((column) => cast(column, "json")),
          ...["flag", "day", "owner", "small"].map((column) => cast(column, null)),
        ],
      };
      const rows = await allRows(source, table);
      const { document, ...others } = rows[0] ?? {};
      expect([JSON.parse(String(document)), others]).toEqual([
        { a: [1, null, "x"], "b c": {} },
        {
          ...{ id: "1", word: '"null"', nothing: null, flag: true, day: "2024-02-29" },
          ...{ owner: "0b7f5a8e-0000-4000-8000-000000000001", small: 7 },
        },
      ]);
    });

    test("an empty table, one of another schema, one that is not there -> found or not, without an error", async () => {
      const empty = planTable("nothing", ["id"], ["id"]);
      const things = planTable("things", ["id"], ["id", 'Na"me', "a b, c"], "other");
      expect(await source.describe(empty)).toMatchObject({ found: true, rows: 0 });
      expect(await allPages(source.readRows(empty, { after: null }))).toEqual([]);
      expect(await allPages(source.readKeyless(empty))).toEqual([]);
      expect(await source.describe(things)).toEqual({
        found: true,
        rows: 2,
        columns: ["id", 'Na"me', "a b, c"],
      });
      expect(await allRows(source, things)).toEqual([
        { id: "1", 'Na"me': "one", "a b, c": "1" },
        { id: "2", 'Na"me': null, "a b, c": "2" },
      ]);
      expect(await source.describe(planTable("nowhere", ["id"], ["id"]))).toEqual({ found: false });
    });

    test("reads side by side, one of them given up -> the others are whole", async () => {
      for await (const page of source.readRows(numbers, { after: null })) {
        expect(page.length).toBeGreaterThan(0);
        break;
      }
      const tables = [numbers, words, members, numbers];
      const all = await Promise.all(tables.map((table) => allRows(source, table)));
      expect(all.map((rows) => rows.length)).toEqual(
        [NUMBERS, WORDS, MEMBERS, NUMBERS].map((rows) => rows.length),
      );
    });

    test("the catalogue -> every table with its columns", async () => {
      const { tables } = await source.catalogue();
      const listed = tables.map(({ schema, table, columns }) => [
        `${schema}.${table}`,
        columns.map((column) => column.name).sort(),
      ]);
      expect(Object.fromEntries(listed)).toMatchObject({
        "public.numbers": ["id", "total", "word"],
        "public.members": ["org", "person", "role"],
        "other.things": ['Na"me', "a b, c", "id"],
      });
    });
  });
}
