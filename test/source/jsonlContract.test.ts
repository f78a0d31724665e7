import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTables } from "../../src/script/exportTables.ts";
import { sourceName } from "../../src/shared/plan.ts";
import { jsonlSource } from "../../src/source/jsonl.ts";
import { postgresSource } from "../../src/source/postgres.ts";
import { freshDatabase } from "../postgres/database.ts";
import { describeSource, type OpenedSource } from "./contract.ts";
import { describeSince } from "./sinceContract.ts";

for (const gzip of [false, true]) {
  const open = async (sql: string): Promise<OpenedSource> => {
    const directory = mkdtempSync(join(tmpdir(), "contract-"));
    const database = await freshDatabase(sql);
    const postgres = postgresSource({ url: database.url });
    const { tables } = await postgres.catalogue();
    await exportTables(
      {
        source: postgres,
        origin: { kind: "postgres", at: "test" },
        ...{ directory, gzip, now: Date.now, report: () => {}, signal: new AbortController().signal },
      },
      { tables: tables.map(sourceName), excluded: [] },
    );
    await postgres.close();
    await database.stop();
    const source = jsonlSource({ directory, runSize: 200, blockBytes: 128 });
    return { source, stop: () => source.close() };
  };
  const name = `JSON lines${gzip ? ", packed" : ""}`;
  describeSource(name, open);
  describeSince(name, open);
}
