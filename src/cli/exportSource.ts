import type { Manifest } from "../source/manifest.ts";
import { readPostgresUrl, shownTarget } from "../source/postgresUrl.ts";
import { ConfigError, type SourceConfig } from "./config.ts";
import type { LiveSourceConfig } from "./openSource.ts";

/** The source of an export. @throws ConfigError for a folder, which is one already */
export function exportableSource(source: SourceConfig): LiveSourceConfig {
  if (source.kind !== "jsonl") return source;
  throw new ConfigError([
    "--from names an export, and an export is made from Supabase or Postgres. Leave --from out.",
  ]);
}

/** Which source it is, as the manifest of an export names it. */
export function originOf(source: LiveSourceConfig): Manifest["source"] {
  return source.kind === "supabase"
    ? { kind: "supabase", at: new URL(source.url).host }
    : { kind: "postgres", at: databaseAt(source.url) };
}

/** Supabase's pooler has one address for many projects: the user's name says which, as in postgres.abcdefgh. */
function databaseAt(url: string): string {
  const read = readPostgresUrl(url);
  if (!read.ok) return "";
  const project = /^[^.]+\.([\w-]+)$/.exec(read.target.user ?? "")?.[1];
  return `${shownTarget(read.target)}${project === undefined ? "" : ` (${project})`}`;
}
