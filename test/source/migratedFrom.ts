import { convexToJson, type JSONValue, type Value } from "convex/values";
import { startConvex } from "../../scripts/embedded/convex.ts";
import { connect } from "../../src/script/convexDeployment.ts";
import { createPacer } from "../../src/script/pacing.ts";
import { fixedBatchSize } from "../../src/script/batchSize.ts";
import { prepareSource } from "../../src/script/prepareSource.ts";
import type { Report } from "../../src/script/report.ts";
import { wholeRun } from "../../src/script/wholeRun.ts";
import type { Plan } from "../../src/shared/plan.ts";
import type { ListedReject } from "../../src/shared/reject.ts";
import type { Source } from "../../src/source/source.ts";

/** What a migration leaves behind, told without anything that differs from one run to the next. */
export type Outcome = {
  report: Report;
  /** By table, in the order of their legacy ids. A document's id is told as `table/legacy id`, wherever it stands. */
  documents: Record<string, JSONValue[]>;
  /** Table, key, field and code of each row that was not migrated. */
  rejects: string[];
};

/** Runs the app's whole migration from a source into a new deployment, and closes the source. */
export async function migratedFrom(source: Source, app: string): Promise<Outcome> {
  const convex = await startConvex({ app });
  try {
    const deployment = connect({ url: convex.url, key: convex.adminKey });
    const { report } = await wholeRun(
      {
        ...{ source: prepareSource(source, undefined), deployment, module: "migrations" },
        ...{
          pacer: createPacer({ max: 4 }),
          batchSize: fixedBatchSize(),
          report: () => {},
          signal: new AbortController().signal,
        },
        ...{ versions: {}, now: Date.now, wait: (ms) => new Promise((done) => setTimeout(done, ms / 20)) },
      },
      { startNew: false, seed: 1 },
    );
    const plan = await deployment.call<Plan>("migrations:plan", {});
    const stored = await convex.t.run(async ({ db }) => {
      const tables: [string, Stored[]][] = [];
      for (const { target } of plan.tables) tables.push([target, await db.query(target).collect()]);
      return tables;
    });
    return { report, documents: toldAll(stored), rejects: await rejectsOf(deployment) };
  } finally {
    await source.close();
    await convex.stop();
  }
}

async function rejectsOf(deployment: ReturnType<typeof connect>): Promise<string[]> {
  const lines: string[] = [];
  for (const kind of ["reject", "orphan", "nulled", "unresolved"]) {
    const args = { kind, cursor: null, limit: 200 };
    const { page } = await deployment.call<{ page: ListedReject[] }>("migrations:rejects", args);
    lines.push(...page.map(({ table, key, field, code }) => `${kind} ${table}/${key} ${field} ${code}`));
  }
  return lines.sort();
}

type Stored = Record<string, Value>;

/** The example app calls it supabaseId. */
const legacyIdOf = ({ legacyId, supabaseId }: Stored): string => String(legacyId ?? supabaseId);

function toldAll(tables: [string, Stored[]][]): Record<string, JSONValue[]> {
  const names = new Map(
    tables.flatMap(([table, documents]) =>
      documents.map((document) => [String(document._id), `${table}/${legacyIdOf(document)}`] as const),
    ),
  );
  const told = ({ _id, _creationTime, ...fields }: Stored): JSONValue =>
    JSON.parse(JSON.stringify(convexToJson(fields)), (_key, value) => names.get(value) ?? value);
  return Object.fromEntries(
    tables.map(([table, documents]) => [
      table,
      documents.sort((a, b) => (legacyIdOf(a) < legacyIdOf(b) ? -1 : 1)).map(told),
    ]),
  );
}
