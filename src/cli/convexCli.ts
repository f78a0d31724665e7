import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { RunError, SetupError } from "../script/errors.ts";
import type { ConvexConfig } from "./config.ts";
import { deploymentOfKey } from "./deployKey.ts";
import type { CliIo } from "./io.ts";

/** How `npx convex …` ended. */
export class ConvexCliError extends RunError {}

/**
 * Runs a command of the app's own convex, as `npx convex …` does in its project, on the deployment that the configuration
 * names. Its output goes to stderr: stdout is the answer of this command.
 *
 * @param folder The folder of the app's functions.
 * @throws SetupError where the app has no convex, ConvexCliError where the command ends with another code than 0.
 */
export async function runConvex(
  io: Pick<CliIo, "env" | "runNode">,
  { convex, folder }: { convex: ConvexConfig; folder: string },
  args: readonly string[],
): Promise<void> {
  const project = projectOf(resolve(folder));
  const program = convexProgram(project);
  const temporary = await mkdtemp(join(tmpdir(), "supabase-to-convex-"));
  try {
    // A file for this user alone, rather than arguments, which others may see; and none of the app's own is read then.
    const file = join(temporary, "env");
    await writeFile(file, envOf(convex), { mode: 0o600 });
    const code = await io.runNode([program, ...args, "--env-file", file], {
      ...{ env: withoutConvex(io.env), cwd: project },
    });
    if (code !== 0) {
      throw new ConvexCliError(
        `npx convex ${args[0]} ended with code ${code}; its own messages say why. Nothing was recorded.`,
      );
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The nearest folder with a package.json: what the command of convex takes for the project. */
function projectOf(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, "package.json")) || above === folder ? folder : projectOf(above);
}

function convexProgram(project: string): string {
  try {
    const path = createRequire(join(project, "package.json")).resolve("convex/package.json");
    const { bin } = createRequire(path)(path) as { bin: { convex: string } };
    return join(dirname(path), bin.convex);
  } catch (cause) {
    throw new SetupError(
      [{ message: `The package convex, whose command imports the ZIP, is not installed in ${project}.` }],
      { cause, next: "npm install convex" },
    );
  }
}

/** A deploy key names its deployment by itself; any other key is an admin key, and needs the address. */
const envOf = ({ url, key }: ConvexConfig): string =>
  deploymentOfKey(key) === undefined
    ? `CONVEX_SELF_HOSTED_URL=${quoted(url)}\nCONVEX_SELF_HOSTED_ADMIN_KEY=${quoted(key)}\n`
    : `CONVEX_DEPLOY_KEY=${quoted(key)}\n`;

/** As dotenv takes a text whole. */
const quoted = (text: string): string => `'${text}'`;

const withoutConvex = (env: CliIo["env"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith("CONVEX_"),
    ),
  );
