import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "../script/report.ts";
import { jsonText } from "./jsonText.ts";

/** The folder of the report cannot be written to. Known before a row moves. */
export class ReportDirError extends Error {
  override readonly name = "ReportDirError";
}

const reportPath = (dir: string): string => join(dir, "report.json");

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

/** Writes the report beside its place and renames it, so that nobody ever reads half of one. */
export async function writeReport(
  dir: string,
  report: Report,
  redacted: (text: string) => string,
): Promise<string> {
  const path = reportPath(dir);
  const partial = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(partial, jsonText(report, redacted));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return path;
}
