import { postgresSource } from "../../src/source/postgres.ts";
import { freshDatabase } from "../postgres/database.ts";
import { describeSource, type OpenedSource } from "./contract.ts";
import { describeSince } from "./sinceContract.ts";

async function open(sql: string): Promise<OpenedSource> {
  const database = await freshDatabase(sql);
  const source = postgresSource({ url: database.url, pageSize: 5 });
  const stop = async (): Promise<void> => {
    await source.close();
    await database.stop();
  };
  return { source, stop };
}

describeSource("Postgres", open);
describeSince("Postgres", open);
