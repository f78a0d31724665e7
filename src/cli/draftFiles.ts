import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { linesMissing } from "../script/draft/configText.ts";
import type { Draft } from "../script/draft/draft.ts";
import { DRAFT_MARK } from "../script/draft/schemaText.ts";
import type { ReadFile } from "./envFiles.ts";

/** A file of the draft, and what is in its place. */
export type DraftFile = { path: string; text: string; found: "nothing" | "the same" | "another" };

export type FilePlan = {
  files: DraftFile[];
  /** The app's own schema, which the draft stands beside. */
  ownSchema: { path: string; draft: string; tablesInBoth: string[] } | undefined;
  /** The app's own `convex.config.ts`, and what it lacks. */
  ownConfig: { path: string; lines: string[] } | undefined;
};

/** A file of the draft that is not written: it is in the way of another one, or its place cannot be written to. */
export class DraftFileError extends Error {
  override readonly name = "DraftFileError";
}

/** Where each part of the draft goes. Nothing is written, and what is the app's own is left alone. */
export function planFiles({ files, tables }: Draft, out: string, readFile: ReadFile): FilePlan {
  const fileAt = (name: string, text: string): DraftFile => {
    const path = join(out, name);
    const there = readFile(path);
    return { path, text, found: there === undefined ? "nothing" : there === text ? "the same" : "another" };
  };
  const schema = fileAt("schema.ts", files.schema);
  const ownText = schema.found === "another" ? (readFile(schema.path) ?? "") : DRAFT_MARK;
  const isOwn = !ownText.includes(DRAFT_MARK);
  const beside = fileAt("schema.supabase.ts", files.schema);
  const config = fileAt("convex.config.ts", files.config);
  const ownConfig = config.found === "another";
  const inOwn = new Set([...ownText.matchAll(/(\w+)["']?\s*:\s*defineTable\(/g)].map(([, name]) => name));
  return {
    files: [
      isOwn ? beside : schema,
      fileAt("migrations.ts", files.migrations),
      ...(ownConfig ? [] : [config]),
    ],
    ownSchema: isOwn
      ? {
          ...{ path: schema.path, draft: beside.path },
          tablesInBoth: tables.map(({ target }) => target).filter((target) => inOwn.has(target)),
        }
      : undefined,
    ownConfig: ownConfig
      ? { path: config.path, lines: linesMissing(readFile(config.path) ?? "") }
      : undefined,
  };
}

/** @throws DraftFileError where a file cannot be written, or has appeared since it was planned. */
export async function writeFiles(files: readonly DraftFile[]): Promise<void> {
  for (const { path, text, found } of files) {
    if (found === "the same") continue;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: found === "nothing" ? "wx" : "w" });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DraftFileError(`${path} cannot be written (${reason}). Name another folder: --out <dir>`, {
        cause,
      });
    }
  }
}
