import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "../report/page.ts";
import { renderPage } from "../report/render.ts";
import type { Report } from "../script/report.ts";
import { jsonText, withoutSecrets } from "./jsonText.ts";

/** The folder of the report cannot be written to. Known before a row moves. */
export class ReportDirError extends Error {
  override readonly name = "ReportDirError";
}

/** Makes the folder. @throws ReportDirError */
export async function prepareReportDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The report cannot be written to ${dir} (${reason}). Name another folder: --report-dir <dir>`;
    throw new ReportDirError(message, { cause });
  }
}

/** For programs. @returns its path */
export const writeReport = (
  dir: string,
  report: Report,
  redacted: (text: string) => string,
): Promise<string> => writeWhole(join(dir, "report.json"), jsonText(report, redacted));

/** For people. @returns its path */
export const writeReportPage = (
  dir: string,
  page: Page,
  redacted: (text: string) => string,
): Promise<string> => writeWhole(join(dir, "report.html"), renderPage(withoutSecrets(page, redacted)));

/** Writes a file beside its place and renames it, so that nobody ever reads half of one. */
export async function writeWhole(path: string, text: string): Promise<string> {
  const partial = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return path;
}
