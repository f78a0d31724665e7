import fc from "fast-check";
import { format } from "prettier";
import { expect, test } from "vitest";
import { type Draft, draftMigration } from "../../src/script/draft/draft.ts";
import { passesOf } from "../../src/script/draft/migrationsText.ts";
import { SelectionError } from "../../src/script/draft/selection.ts";
import type { Plan } from "../../src/shared/plan.ts";
import type { Catalogue } from "../../src/source/catalogue.ts";
import { writeDrafts } from "./draftedApp.ts";
import { randomCatalogue } from "./draftRandom.ts";

/** A catalogue of which nothing can be migrated is no draft. */
function draftOf(catalogue: Catalogue): Draft | undefined {
  try {
    return draftMigration(catalogue);
  } catch (error) {
    if (error instanceof SelectionError) return undefined;
    throw error;
  }
}

/** What the plan reads and leaves behind, and what the source has, table by table. */
function columnsOf(plan: Plan, { tables }: Catalogue) {
  return plan.tables.map(({ source, columns, ignored }) => {
    const table = tables.find((each) => each.schema === source.schema && each.table === source.table);
    return {
      source,
      accounted: [...new Set([...columns.map(({ name }) => name), ...ignored])].sort(),
      there: table?.columns.map(({ name }) => name).sort(),
    };
  });
}

const SEED = Math.floor(Math.random() * 2 ** 31);
const DRAFTS = 30;

test("random catalogues -> drafts that compile, whose mapping has no problems and accounts for every column", async () => {
  // One compiler and one app for all of them: what fails is found again by the seed.
  const drafted = fc.sample(randomCatalogue, { numRuns: DRAFTS, seed: SEED }).flatMap((catalogue) => {
    const draft = draftOf(catalogue);
    return draft === undefined ? [] : [{ catalogue, draft }];
  });
  const app = writeDrafts(drafted.map(({ draft }) => draft));
  try {
    expect(await app.typeErrors(), `seed ${SEED}`).toBe("");
    const plans = await app.plans();
    for (const [at, { catalogue, draft }] of drafted.entries()) {
      const plan = plans[at] as Plan;
      const columns = columnsOf(plan, catalogue);
      expect(
        {
          problems: plan.problems,
          columns: columns.map(({ accounted }) => accounted),
          order: plan.tables.map(({ target }) => target),
          passes: plan.tables.flatMap(({ pass }) => (pass === null ? [] : [pass])),
        },
        `seed ${SEED}, draft ${at}`,
      ).toEqual({
        problems: [],
        columns: columns.map(({ there }) => there),
        order: draft.tables.map(({ target }) => target),
        passes: passesOf(draft.tables),
      });
    }
  } finally {
    app.remove();
  }
});

test("random catalogues -> drafts that prettier would leave as they are", async () => {
  await fc.assert(
    fc.asyncProperty(randomCatalogue, async (catalogue) => {
      const draft = draftOf(catalogue);
      for (const text of Object.values(draft?.files ?? {})) {
        expect(await format(text, { parser: "typescript", printWidth: 100 })).toBe(text);
      }
    }),
    { numRuns: 100 },
  );
});
