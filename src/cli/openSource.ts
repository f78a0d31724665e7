import { jsonlSource } from "../source/jsonl.ts";
import { postgresSource } from "../source/postgres.ts";
import { readPostgresUrl, shownTarget } from "../source/postgresUrl.ts";
import type { RawSource, Source } from "../source/source.ts";
import { supabaseSource } from "../source/supabase.ts";
import { IMPATIENT, patientSource } from "./patience.ts";
import type { SourceConfig } from "./sourceSettings.ts";

/** A source that is no export itself. */
export type LiveSourceConfig = Exclude<SourceConfig, { kind: "jsonl" }>;

/** The source, which nothing has been read of yet. Whoever opens it closes it: see `closing`. */
export function openSource(config: LiveSourceConfig): RawSource;
export function openSource(config: SourceConfig): Source;
export function openSource(config: SourceConfig): Source {
  switch (config.kind) {
    case "supabase": {
      const { kind: _kind, ...supabase } = config;
      return patientSource((tuning) => supabaseSource({ ...supabase, ...tuning }));
    }
    case "postgres":
      // It connects once, before the first answer; a connection that is lost later is not made anew.
      return postgresSource({ url: config.url, ...IMPATIENT });
    case "jsonl":
      return jsonlSource({ directory: config.directory });
  }
}

/** Ends the source's connections and deletes its temporary files, however the work ends. */
export async function closing<Result>(
  source: Pick<Source, "close">,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } finally {
    await source.close();
  }
}

/** The source as it is said to a person, without user and password. */
export function shownSource(config: SourceConfig): string {
  switch (config.kind) {
    case "supabase":
      return `Supabase at ${new URL(config.url).host}`;
    case "postgres": {
      const read = readPostgresUrl(config.url);
      return read.ok ? `Postgres at ${shownTarget(read.target)}` : "Postgres";
    }
    case "jsonl":
      return `the folder ${config.directory}`;
  }
}
