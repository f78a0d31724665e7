import { expect, test } from "vitest";
import { infiniteTimes, timeColumns } from "../../src/script/infiniteTimes.ts";
import { selectTables } from "../../src/script/draft/selection.ts";
import { SourceError, type SourceErrorCode } from "../../src/source/source.ts";
import { catalogue, table } from "./draftCatalogue.ts";

const { tables } = selectTables(
  catalogue(
    table("events", { id: "uuid", begins: "timestamp with time zone", ends: "timestamp with time zone" }),
  ),
  {},
);

/** A source whose first question ends so, and whose second one finds a row. */
function failingOnce(code: SourceErrorCode) {
  const asked: string[] = [];
  return {
    asked,
    async *readMatching(_table: unknown, [column = ""]: readonly string[]) {
      asked.push(column);
      if (asked.length === 1) throw new SourceError(code, "no answer");
      yield [{ id: "1" }];
    },
  };
}

const never = new AbortController().signal;

test("a column that takes too long to search -> counts as one without, the next is asked", async () => {
  const found = await infiniteTimes(failingOnce("SOURCE_FAILED"), timeColumns(tables), never);
  expect([...found].map(({ name }) => name)).toEqual(["ends"]);
});

test("a source that is gone -> the error, and no further column is waited for", async () => {
  const source = failingOnce("SOURCE_UNREACHABLE");
  const searched = infiniteTimes(source, timeColumns(tables), never);
  await expect(searched).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
  expect(source.asked).toEqual(["begins"]);
});
