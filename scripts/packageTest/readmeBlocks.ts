import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fenced block of README.md: its language, the title after it, and its text. */
export type Block = { language: string; title: string; text: string };

const README = fileURLToPath(new URL("../../README.md", import.meta.url));
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

/** A command as README shows it, and the exit code that the comment after it announces, 0 unless it does. */
export type Command = { line: string; exitCode: number };

/** The commands of a shell block, each on a line of its own. */
export const commandsOf = (text: string): Command[] =>
  text
    .split("\n")
    .map((whole) => {
      const [line = "", comment = ""] = whole.split(/\s+#/);
      return { line: line.trim(), exitCode: Number(/exits with (\d+)/.exec(comment)?.[1] ?? 0) };
    })
    .filter(({ line }) => line !== "" && !line.startsWith("#"));
