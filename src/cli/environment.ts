import { parseEnv } from "node:util";
import type { ConfigInput } from "./config.ts";
import type { CliIo } from "./io.ts";

/** The variables that are read, as --help lists them. */
export const VARIABLES = [
  { name: "SUPABASE_URL", meaning: "the project's URL (or NEXT_PUBLIC_SUPABASE_URL)", secret: false },
  {
    name: "SUPABASE_SERVICE_ROLE_KEY",
    meaning: "its secret or service_role key (or SUPABASE_SECRET_KEY)",
    secret: true,
  },
  {
    name: "DATABASE_URL",
    meaning: "a Postgres database, read instead of Supabase's API where that is not set or --source says so",
    secret: true,
  },
  { name: "CONVEX_URL", meaning: "the deployment's URL (or NEXT_PUBLIC_CONVEX_URL)", secret: false },
  { name: "CONVEX_DEPLOY_KEY", meaning: "a deploy key of it", secret: true },
  {
    name: "CONVEX_SELF_HOSTED_URL",
    meaning: "a self-hosted deployment, instead of the two above",
    secret: false,
  },
  { name: "CONVEX_SELF_HOSTED_ADMIN_KEY", meaning: "and its admin key", secret: true },
  {
    name: "MIGRATION_ENCRYPTION_KEY",
    meaning: "encrypts the columns that the mapping says; made by keygen",
    secret: true,
  },
] as const;

const SECRET_VARIABLES = [
  ...VARIABLES.filter(({ secret }) => secret).map(({ name }) => name),
  "SUPABASE_SECRET_KEY",
];

/** A file that --env names and that cannot be read. */
export class EnvFileError extends Error {
  override readonly name = "EnvFileError";
}

/** The environment, and the files of --env in place of .env.local and .env. @throws EnvFileError */
export function readEnvironment(
  { env, readFile }: Pick<CliIo, "env" | "readFile">,
  files: readonly string[] | undefined,
): Pick<ConfigInput, "env" | "readFile"> {
  if (files === undefined) return { env, readFile };
  const values: Record<string, string | undefined> = {};
  // As with .env.local before .env, the first file that has a value wins, and the environment before all of them.
  for (const layer of [env, ...files.map((file) => parseEnv(readNamed(readFile, file)))]) {
    for (const [name, value] of Object.entries(layer)) if (!values[name]?.trim()) values[name] = value;
  }
  return { env: values, readFile: () => undefined };
}

/** Keys that are known before the configuration has been read, so that its errors cannot show them either. */
export function secretsIn(env: CliIo["env"]): string[] {
  return SECRET_VARIABLES.map((name) => env[name]?.trim() ?? "").filter((value) => value !== "");
}

function readNamed(readFile: CliIo["readFile"], file: string): string {
  const text = readFile(file);
  if (text === undefined) throw new EnvFileError(`--env ${file}: there is no such file.`);
  return text;
}
