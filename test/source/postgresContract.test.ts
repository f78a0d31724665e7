import { postgresSource } from "../../src/source/postgres.ts";
import { freshDatabase } from "../postgres/database.ts";
import { describeSource } from "./contract.ts";

describeSource("Postgres", async (sql) => {
  const database = await freshDatabase(sql);
  const source = postgresSource({ url: database.url, pageSize: 5 });
  const stop = async (): Promise<void> => {
    await source.close();
    await database.stop();
  };
  return { source, stop };
});
