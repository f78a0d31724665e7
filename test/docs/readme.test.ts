import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, runNode } from "../embedded/childProcess.ts";

const DOCUMENTS = [
  ...["README.md", "AGENTS.md", "CONTRIBUTING.md", "CHANGELOG.md"],
  ...readdirSync(join(ROOT, "docs"), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `docs/${name}`),
];
const COMMANDS = [
  ...[
    "init",
    "check",
    "run",
    "status",
    "rejects",
    "verify",
    "sync",
    "finish",
    "undo",
    "export",
    "pack",
    "keygen",
  ],
];
/** Options of programs that are not ours: npm, the Convex CLI and pg_dump. */
const FOREIGN_OPTIONS = ["--silent", "--once", "--lane", "--inserts", "--no-owner", "--no-privileges"];

const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");
const matches = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found = ""]) => found)),
];

async function helpOf(args: string[]): Promise<string> {
  const { code, out } = await runNode([...args, "--help"], ROOT, process.env);
  expect(code).toBe(0);
  return out;
}

const optionsIn = (help: string): string[] => matches(help, /(?<![\w-])(--[a-z][a-z-]*)/g);

/** The anchor of each heading, as GitHub makes it. */
const anchorsOf = (markdown: string): string[] =>
  matches(markdown, /^#+ (.*)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

test.each(DOCUMENTS)("%s + its relative links -> each leads to a file or a heading that exists", (name) => {
  const broken = matches(read(name), /\]\(([^)\s]+)\)/g)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? name : join(dirname(name), file);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test.each(DOCUMENTS)("%s + the npm scripts it names -> package.json has them", (name) => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const unknown = matches(read(name), /\bnpm run (?:--silent )?([\w:-]+)/g).filter(
    (script) => !(script in scripts),
  );
  expect(unknown).toEqual([]);
});

test("README.md + the options it names -> some --help lists them, and it names all of every command", async () => {
  const [embedded, ...commands] = await Promise.all([
    helpOf(["scripts/embedded.ts"]),
    ...COMMANDS.map((command) => helpOf(["scripts/migrate.ts", command])),
  ]);
  const own = commands.flatMap(optionsIn);
  const named = optionsIn(read("README.md"));
  const known = [...own, ...optionsIn(embedded), ...FOREIGN_OPTIONS];
  expect({
    notInHelp: named.filter((option) => !known.includes(option)),
    notInReadme: own.filter((option) => !named.includes(option)),
  }).toEqual({ notInHelp: [], notInReadme: [] });
});

test("README.md + the environment variables of --help -> it names each", async () => {
  const help = await helpOf(["scripts/migrate.ts"]);
  const variables = matches(help, /\b((?:NEXT_PUBLIC_)?(?:SUPABASE|CONVEX)_[A-Z_]+)\b/g);
  const readme = read("README.md");
  expect(variables.length).toBeGreaterThan(5);
  expect(variables.filter((variable) => !readme.includes(variable))).toEqual([]);
});

test("README.md + the exit codes of --help -> it names each", async () => {
  const help = await helpOf(["scripts/migrate.ts"]);
  const codes = matches(help, /^ {2}(\d+) {2}/gm);
  expect(codes).toEqual(matches(read("README.md"), /^\| (\d+) \|/gm));
});

test("CHANGELOG.md + the version of package.json -> it has an entry", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  expect(matches(read("CHANGELOG.md"), /^## (\S+)/gm)).toContain(version);
});
