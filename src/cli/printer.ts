import { styleText } from "node:util";
import type { CliIo, Out } from "./io.ts";
import { jsonText } from "./jsonText.ts";
import { redact } from "./redact.ts";

type Style = Parameters<typeof styleText>[0];

/** The only way to the two streams: what goes through it has lost its secrets. */
export type Printer = {
  /** A line of the answer. */
  out(line: string): void;
  /** A line of the talk. */
  err(line: string): void;
  /** The one JSON document of --json. */
  json(document: unknown): void;
  /** Text for stdout in a style, where stdout shows styles. */
  styled(style: Style, text: string): string;
  /** Text for stderr in a style, where stderr shows styles. */
  styledTalk(style: Style, text: string): string;
  /** From here on these are kept out of everything that is printed. */
  hide(secrets: readonly string[]): void;
  redacted(text: string): string;
};

export function createPrinter({ stdout, stderr }: Pick<CliIo, "stdout" | "stderr">): Printer {
  const secrets = new Set<string>();
  const redacted = (text: string): string => redact(text, [...secrets]);
  // Node decides by NO_COLOR, FORCE_COLOR and whether the stream is a terminal.
  const styledFor = (stream: Out) => (style: Style, text: string) => styleText(style, text, { stream });
  return {
    out: (line) => void stdout.write(`${redacted(line)}\n`),
    err: (line) => void stderr.write(`${redacted(line)}\n`),
    json: (document) => void stdout.write(jsonText(document, redacted)),
    styled: styledFor(stdout),
    styledTalk: styledFor(stderr),
    hide: (found) => {
      for (const secret of found) secrets.add(secret);
    },
    redacted,
  };
}
