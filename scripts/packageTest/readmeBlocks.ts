import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A fenced block of README.md: its language, the title after it, and its text. */
export type Block = { language: string; title: string; text: string };

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
const DOCS = fileURLToPath(new URL("../../docs", import.meta.url));
const FENCE = /^```(\w+)(?: title="([^"]*)")?\n(.*?)^```$/gms;

export const readReadme = (): string => readFileSync(README, "utf8");

export const blocksOf = (markdown: string): Block[] =>
  [...markdown.matchAll(FENCE)].map(([, language = "", title = "", text = ""]) => ({
    language,
    title,
    text,
  }));

/** The one block with this title. @throws where there is none, or more than one */
export function blockTitled(markdown: string, title: string): string {
  const found = blocksOf(markdown).filter((block) => block.title === title);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`README.md has ${found.length} blocks with title="${title}", not one.`);
  }
  return only.text;
}

/** The commands of docs/, each with its page. */
export function docsCommands(): (Command & { page: string })[] {
  const pages = readdirSync(DOCS)
    .filter((name) => name.endsWith(".md"))
    .toSorted();
  return pages.flatMap((page) =>
    blocksOf(readFileSync(join(DOCS, page), "utf8"))
      .filter(({ language }) => language === "sh")
      .flatMap(({ text }) => commandsOf(text).map((command) => ({ page, ...command }))),
  );
}

/**
 * A command as it is shown, the exit code that the comment after it announces, 0 unless it does, and whether it goes on
 * until Ctrl-C.
 */
export type Command = { line: string; exitCode: number; untilStopped: boolean };

/** The commands of a shell block, each on a line of its own. */
export const commandsOf = (text: string): Command[] =>
  text
    .split("\n")
    .map((whole) => {
      const [line = "", comment = ""] = whole.split(/\s+#/);
      const exitCode = Number(/exits with (\d+)/.exec(comment)?.[1] ?? 0);
      return { line: line.trim(), exitCode, untilStopped: comment.includes("until you stop it with Ctrl-C") };
    })
    .filter(({ line }) => line !== "" && !line.startsWith("#"));
