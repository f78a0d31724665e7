import { readFile } from "node:fs/promises";
import type { ConnectionOptions } from "node:tls";
import pg from "pg";
import { connectFailure, fileUnreadable, unreachable } from "./postgresConnectErrors.ts";
import { type PostgresTarget, shownTarget, type Tls } from "./postgresUrl.ts";
import { PassingFault, type RetryTuning, withRetries } from "./retry.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** Connects, again and again while the failure may pass. @throws SourceError */
export async function connectToPostgres(target: PostgresTarget, tuning: RetryTuning): Promise<pg.Client> {
  const { tls, ...where } = target;
  const place = { database: shownTarget(target), user: target.user };
  const ssl = await sslOptions(tls);
  const connect = async (): Promise<pg.Client> => {
    // Everything that the URL says is given here; what it leaves out is as in psql (PGUSER, PGPASSWORD, ~/.pgpass).
    const client = new pg.Client({
      ...definedOnly(where),
      ssl,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      application_name: "supabase-to-convex",
    });
    // A connection that breaks while nobody asks anything would end the process; the next query tells of it.
    client.on("error", () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      throw connectFailure(error, place);
    }
  };
  try {
    return await withRetries(connect, tuning);
  } catch (error) {
    throw error instanceof PassingFault ? unreachable(error.message, place) : error;
  }
}

const definedOnly = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Always said in full: what pg makes of an sslmode differs between its versions. */
async function sslOptions(tls: Tls): Promise<false | ConnectionOptions> {
  if (tls.kind === "none") return false;
  const client =
    tls.client === null
      ? {}
      : {
          cert: await fileNamed("sslcert", tls.client.certificate),
          key: await fileNamed("sslkey", tls.client.key),
        };
  if (tls.kind === "unverified") return { ...client, rejectUnauthorized: false };
  return {
    ...client,
    rejectUnauthorized: true,
    ...(tls.rootCertificate === null ? {} : { ca: await fileNamed("sslrootcert", tls.rootCertificate) }),
    ...(tls.hostToo ? {} : { checkServerIdentity: () => undefined }),
  };
}

async function fileNamed(parameter: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw fileUnreadable(parameter, (error as NodeJS.ErrnoException).code);
  }
}
