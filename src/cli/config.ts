import { type ConvexConfig, convexSettings } from "./convexSettings.ts";
import { type Layer, lookUp, type ReadFile, settingLayers } from "./envFiles.ts";
import { type SourceConfig, type SourceFlags, sourceSettings } from "./sourceSettings.ts";

/** Values given on the command line. They come before everything else. */
export type ConfigFlags = SourceFlags & {
  databaseUrl?: string | undefined;
  supabaseUrl?: string | undefined;
  supabaseKey?: string | undefined;
  convexUrl?: string | undefined;
  convexKey?: string | undefined;
};

export type ConfigInput = { flags: ConfigFlags; env: Layer["values"]; readFile: ReadFile };

export type { ConvexConfig, SourceConfig };

/** What all configurations have. */
type Said = {
  /** Every key and password that was found, used or not, to be kept out of all output by `redact`. */
  secrets: string[];
  /** What a person should know, such as a variable that is set and not used. */
  notices: string[];
};

export type TargetConfig = Said & { convex: ConvexConfig };

export type SourceOnlyConfig = Said & { source: SourceConfig };

export type MigrationConfig = TargetConfig &
  SourceOnlyConfig & {
    /** MIGRATION_ENCRYPTION_KEY as it was found: only a mapping with encrypted columns needs it. */
    encryptionKey: string | undefined;
  };

export type PackConfig = Omit<MigrationConfig, "convex"> & { convex: ConvexConfig | undefined };

/** Configuration that is missing or contradicts itself: every problem at once, each with the way out. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "CONFIG";
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

const KEYS_OF_CONVEX = ["CONVEX_DEPLOY_KEY", "CONVEX_SELF_HOSTED_ADMIN_KEY", "CONVEX_SELF_HOSTED_URL"];

const SECRETS = [
  "SUPABASE_SERVICE_ROLE_KEY",
  "SUPABASE_SECRET_KEY",
  "CONVEX_DEPLOY_KEY",
  "CONVEX_SELF_HOSTED_ADMIN_KEY",
  "DATABASE_URL",
  "MIGRATION_ENCRYPTION_KEY",
];

/** For commands that ask the deployment alone. @throws ConfigError */
export function targetConfig(input: ConfigInput): TargetConfig {
  const layers = layersOf(input);
  const target = convexSettings(layers);
  if (!target.ok) throw new ConfigError(target.problems);
  return { ...target.value, secrets: secretsOf(layers) };
}

/** For commands that read the source alone. @throws ConfigError */
export function sourceConfig(input: ConfigInput): SourceOnlyConfig {
  const layers = layersOf(input);
  const source = sourceSettings(layers, input.flags);
  if (!source.ok) throw new ConfigError(source.problems);
  return { ...source.value, secrets: secretsOf(layers) };
}

/** For commands that read the source, and ask a deployment if a key for one is set. @throws ConfigError */
export function packConfig(input: ConfigInput): PackConfig {
  const layers = layersOf(input);
  const hasKey = KEYS_OF_CONVEX.some((variable) => lookUp(layers, [variable]) !== undefined);
  if (hasKey) return migrationConfig(input);
  const encryptionKey = lookUp(layers, ["MIGRATION_ENCRYPTION_KEY"])?.value;
  return { ...sourceConfig(input), convex: undefined, encryptionKey };
}

/** For commands that read the source and ask the deployment. @throws ConfigError with the problems of both sides */
export function migrationConfig(input: ConfigInput): MigrationConfig {
  const layers = layersOf(input);
  const source = sourceSettings(layers, input.flags);
  const target = convexSettings(layers);
  if (!source.ok || !target.ok) {
    throw new ConfigError([...(source.ok ? [] : source.problems), ...(target.ok ? [] : target.problems)]);
  }
  const notices = [...source.value.notices, ...target.value.notices];
  const encryptionKey = lookUp(layers, ["MIGRATION_ENCRYPTION_KEY"])?.value;
  return { ...source.value, ...target.value, encryptionKey, notices, secrets: secretsOf(layers) };
}

function layersOf({ flags, env, readFile }: ConfigInput): Layer[] {
  const given = {
    SUPABASE_URL: flags.supabaseUrl,
    SUPABASE_SERVICE_ROLE_KEY: flags.supabaseKey,
    DATABASE_URL: flags.databaseUrl,
    CONVEX_URL: flags.convexUrl,
    CONVEX_DEPLOY_KEY: flags.convexKey,
  };
  return settingLayers(given, env, readFile);
}

function secretsOf(layers: readonly Layer[]): string[] {
  const found = layers.flatMap((layer) => SECRETS.map((variable) => lookUp([layer], [variable])?.value));
  const values = found.filter((value) => value !== undefined);
  return [...new Set([...values, ...values.flatMap(passwordOf)])];
}

/** The passwords inside a URL such as DATABASE_URL, as written and decoded: drivers name them without the rest. */
export function passwordOf(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const { password, searchParams } = new URL(value);
  return [password, decoded(password), searchParams.get("password") ?? ""].filter((each) => each !== "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
