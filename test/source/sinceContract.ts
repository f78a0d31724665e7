import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TableRead } from "../../src/script/planSource.ts";
import { earlier } from "../../src/shared/watermark.ts";
import type { Source, SourceRow } from "../../src/source/source.ts";
import type { OpenedSource } from "./contract.ts";
import { allPages, allRows, planTable } from "./planTable.ts";
import { COLUMNS, formsOf, LATEST, MANY, NAMES, ROWS, rowsFrom, SINCE_SQL, TIMES } from "./sinceData.ts";

const changes = planTable("changes", ["org", "no"], ["org", "no", "id"]);

const idsOf = (rows: readonly SourceRow[]): string[] =>
  rows.map(({ id }) => String(id)).sort((a, b) => Number(a) - Number(b));

/** What every source does with rows of some time on, and with many keys at once. */
export function describeSince(name: string, open: (sql: string) => Promise<OpenedSource>): void {
  describe(`${name} + rows since a value`, () => {
    let source: Source;
    let stop = async (): Promise<void> => {};
    beforeAll(async () => {
      ({ source, stop } = await open(SINCE_SQL));
    });
    afterAll(() => stop());

    test.each(NAMES)(
      "%s: each value in each form -> the rows from it on, and those without a place",
      async (column) => {
        const { ascending } = COLUMNS[column];
        for (const [place, value] of ascending.entries()) {
          const expected = rowsFrom(column, place);
          const withKey = expected.filter(({ no }) => no !== null);
          for (const form of formsOf(column, value)) {
            const table: TableRead = { ...changes, since: { column, value: form } };
            const rows = await allRows(source, table);
            expect([form, idsOf(rows)]).toEqual([form, idsOf(withKey)]);
          }
          const since = { column, value: formsOf(column, value)[0] ?? value };
          const keyless = (await allPages(source.readKeyless({ ...changes, since }))).flat();
          expect(idsOf(keyless)).toEqual(idsOf(expected.filter(({ no }) => no === null)));
          expect(await source.describe({ ...changes, since })).toMatchObject({
            ...{ found: true, rows: expected.length },
            columns: expect.arrayContaining(["org", "version", "note"]),
          });
        }
      },
    );

    test.each(NAMES)(
      "%s: its latest value -> the greatest that does not lie ahead, and since then again",
      async (column) => {
        const latest = await source.latest(changes, column);
        if (latest === null) throw new Error("there are values");
        expect(earlier(latest, 0)).toBe(LATEST[column]);
        const place = (COLUMNS[column].ascending as readonly string[]).indexOf(
          LATEST[column].replace("+00", ""),
        );
        const rows = await allRows(source, { ...changes, since: { column, value: latest } });
        expect(idsOf(rows)).toEqual(idsOf(rowsFrom(column, place).filter(({ no }) => no !== null)));
      },
    );

    test("half a day before the latest -> what lies in it as well", async () => {
      const latest = await source.latest(changes, "zoned");
      const value = earlier(latest ?? "", 12 * 60 * 60);
      const rows = await allRows(source, { ...changes, since: { column: "zoned", value } });
      const place = TIMES.indexOf("2024-01-31 12:00:00");
      expect(idsOf(rows)).toEqual(idsOf(rowsFrom("zoned", place).filter(({ no }) => no !== null)));
    });

    test("where and since and a range and tuples -> rows that pass all of them", async () => {
      const place = TIMES.indexOf("2024-01-31 12:00:00");
      const table: TableRead = {
        ...changes,
        where: [{ column: "org", in: ["1", "2"] }],
        since: { column: "zoned", value: `${TIMES[place]}+00` },
      };
      const passing = rowsFrom("zoned", place).filter(({ org, no }) => org !== "0" && no !== null);
      expect(idsOf(await allRows(source, table))).toEqual(idsOf(passing));
      expect(await source.describe(table)).toMatchObject({
        rows: rowsFrom("zoned", place).filter(({ org }) => org !== "0").length,
      });
      const between = await allRows(source, table, { after: "1,5", until: "2,9" });
      const isBetween = ({ org, no }: (typeof ROWS)[number]): boolean =>
        (org === "1" && Number(no) > 5) || (org === "2" && Number(no) <= 9);
      expect(idsOf(between)).toEqual(idsOf(passing.filter(isBetween)));
      const tuples = ROWS.map(({ org, no }) => [org, no ?? "5"]);
      const matching = (await allPages(source.readMatching(table, ["org", "no"], tuples))).flat();
      expect(idsOf(matching)).toEqual(idsOf(passing));
      const ids = ROWS.map(({ id }) => [id]);
      const byId = (await allPages(source.readMatching(table, ["id"], ids))).flat();
      expect(idsOf(byId)).toEqual(idsOf(rowsFrom("zoned", place).filter(({ org }) => org !== "0")));
    });

    test("latest within where -> of those rows alone; since is no part of it", async () => {
      const table: TableRead = {
        ...changes,
        where: [{ column: "id", in: ["3", "4"] }],
        since: { column: "version", value: "9223372036854775807" },
      };
      const own = [ROWS[3]?.version, ROWS[4]?.version].flatMap((version) => version ?? []);
      const greatest = own.map(BigInt).reduce((a, b) => (a > b ? a : b));
      expect(await source.latest(table, "version")).toBe(String(greatest));
    });

    test("no rows, NULL alone, infinite and ahead alone -> no latest value", async () => {
      for (const of of ["unchanged", "untouched"]) {
        const table = planTable(of, ["id"], ["id"]);
        const latest = await Promise.all(
          ["zoned", "day", "version"].map((column) => source.latest(table, column)),
        );
        expect([of, ...latest]).toEqual([of, null, null, null]);
      }
      const table = planTable("unchanged", ["id"], ["id"]);
      const since = { column: "zoned", value: "2026-01-01 00:00:00+00" };
      expect(idsOf(await allRows(source, { ...table, since }))).toEqual(["1", "2", "3"]);
    });

    test("a table or a column that is not there -> an error that names it", async () => {
      await expect(source.latest(planTable("nowhere", ["id"], ["id"]), "zoned")).rejects.toThrow("nowhere");
      await expect(source.latest(changes, "changed")).rejects.toThrow("changed");
      const since = { column: "changed", value: "1" };
      await expect(source.describe({ ...changes, since })).rejects.toThrow("changed");
      await expect(allRows(source, { ...changes, since })).rejects.toThrow("changed");
    });

    test("400 keys at once, nothing read but the key -> those that exist, each once", async () => {
      const table = planTable("many", ["org", "no"], ["org", "no"]);
      const all = await allRows(source, table);
      expect(all).toHaveLength(MANY);
      const keys = all.map(({ org, no }) => [String(org), String(no)]);
      const asked = [
        ...keys.slice(50),
        ...keys.slice(0, 30).map(([org = "", no]) => [org, `${Number(no) + MANY}`]),
      ];
      const found = (await allPages(source.readMatching(table, ["org", "no"], asked))).flat();
      const sorted = (rows: readonly SourceRow[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
      expect(sorted(found)).toEqual(sorted(all.slice(50)));
    });
  });
}
