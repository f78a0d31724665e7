import { COMMAND_LINE, type Layer, lookUp } from "./envFiles.ts";
import { DATABASE_URL, type PostgresConfig, postgresSettings } from "./postgresSettings.ts";
import type { Settled } from "./setting.ts";
import {
  SUPABASE_KEY_VARIABLES,
  SUPABASE_URL_VARIABLES,
  type SupabaseConfig,
  supabaseSettings,
} from "./supabaseSettings.ts";

export const SOURCE_KINDS = ["supabase", "postgres", "jsonl"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** Where rows are read. */
export type SourceConfig =
  | ({ kind: "supabase" } & SupabaseConfig)
  | ({ kind: "postgres" } & PostgresConfig)
  | { kind: "jsonl"; directory: string };

/** The flags that are no variable's: a folder is named each time. */
export type SourceFlags = { source?: SourceKind | undefined; from?: string | undefined };

type Source = { source: SourceConfig; notices: string[] };

const FLAGS: Record<SourceKind, string> = {
  supabase: "--supabase-url or --supabase-key",
  postgres: "--database-url",
  jsonl: "--from",
};

/**
 * Which source: the one that a flag names; else Supabase, if its URL and key are both set; else DATABASE_URL. An
 * export's folder is read only where `--from` names it.
 */
export function sourceSettings(layers: readonly Layer[], flags: SourceFlags): Settled<Source> {
  const flagged = flaggedKinds(layers, flags);
  const [kind, ...others] = new Set([...(flags.source === undefined ? [] : [flags.source]), ...flagged]);
  if (others.length > 0) {
    const given = flags.source === undefined ? flagged.map((each) => FLAGS[each]) : [`--source ${kind}`];
    const rival = others.map((each) => FLAGS[each]);
    return failed(
      `${[...new Set([...given, ...rival])].join(" and ")} name different sources: give one of them.`,
    );
  }
  switch (kind) {
    case "jsonl":
      return jsonlSource(flags.from);
    case "postgres":
      return postgresSource(layers);
    case "supabase":
      return supabaseSource(layers);
    default:
      return configuredSource(layers);
  }
}

function configuredSource(layers: readonly Layer[]): Settled<Source> {
  const database = lookUp(layers, DATABASE_URL.variables);
  const supabase = [SUPABASE_URL_VARIABLES, SUPABASE_KEY_VARIABLES].every((names) => lookUp(layers, names));
  if (supabase) {
    const settled = supabaseSource(layers);
    if (!settled.ok || database === undefined) return settled;
    const notice = `${database.variable} (${database.layer}) is not used: --source postgres reads there, all tables as of one moment.`;
    return { ok: true, value: { ...settled.value, notices: [...settled.value.notices, notice] } };
  }
  if (database !== undefined) return postgresSource(layers);
  const settled = supabaseSource(layers);
  return settled.ok ? settled : { ok: false, problems: [...settled.problems, OTHER_WAYS] };
}

const OTHER_WAYS =
  `Instead of these two, ${DATABASE_URL.variables[0]} (or ${DATABASE_URL.flag}) reads a Postgres database itself: find it in ` +
  `${DATABASE_URL.find}. And --from <folder> reads what "export" wrote.`;

function supabaseSource(layers: readonly Layer[]): Settled<Source> {
  const settled = supabaseSettings(layers);
  return settled.ok
    ? { ok: true, value: { source: { kind: "supabase", ...settled.value }, notices: [] } }
    : settled;
}

function postgresSource(layers: readonly Layer[]): Settled<Source> {
  const settled = postgresSettings(layers);
  if (!settled.ok) return settled;
  const { postgres, notices } = settled.value;
  return { ok: true, value: { source: { kind: "postgres", ...postgres }, notices } };
}

function jsonlSource(directory: string | undefined): Settled<Source> {
  return directory === undefined
    ? failed('--from is missing: it names the folder that "export" wrote.')
    : { ok: true, value: { source: { kind: "jsonl", directory }, notices: [] } };
}

function flaggedKinds(layers: readonly Layer[], { from }: SourceFlags): SourceKind[] {
  const commandLine = layers.filter(({ name }) => name === COMMAND_LINE);
  const given = (variables: readonly string[]): boolean => lookUp(commandLine, variables) !== undefined;
  const kinds: SourceKind[] = [];
  if (given([...SUPABASE_URL_VARIABLES, ...SUPABASE_KEY_VARIABLES])) kinds.push("supabase");
  if (given(DATABASE_URL.variables)) kinds.push("postgres");
  if (from !== undefined) kinds.push("jsonl");
  return kinds;
}

const failed = (problem: string): { ok: false; problems: string[] } => ({ ok: false, problems: [problem] });
