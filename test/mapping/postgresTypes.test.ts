import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrayCases } from "./postgresArrays.ts";
import { jsonCases } from "./postgresJson.ts";
import { scalarCases } from "./postgresScalars.ts";
import { timeCases } from "./postgresTimes.ts";
import { batchOf, openRenderings, type Renderings, titleOf } from "./renderings.ts";

let renderings: Renderings;
beforeAll(async () => {
  renderings = await openRenderings(`
    create extension if not exists citext;
    create extension if not exists hstore;
    create extension if not exists ltree;
    create type mood as enum ('sad', 'o k', 'a,"b');
    create type entry as (id int, note_text text, at timestamptz, tags text[]);`);
}, 60_000);
afterAll(async () => renderings.stop());

const cases = [...scalarCases, ...timeCases, ...arrayCases, ...jsonCases];

test.each(cases.map(({ values, ...typeCase }) => [titleOf(typeCase), typeCase, values] as const))(
  "any %s -> what the server says, from every source",
  async (_title, typeCase, values) => {
    await fc.assert(
      fc.asyncProperty(batchOf(values), async (batch) => {
        expect(await renderings.differences(typeCase, batch)).toEqual([]);
      }),
      { numRuns: 1 },
    );
  },
);
