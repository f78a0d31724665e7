import { resolve } from "node:path";
import type { Packed } from "../pack/packMigration.ts";
import type { PreparedImport } from "../pack/prepareImport.ts";
import type { Target } from "../pack/prepareTables.ts";
import { recordImport } from "../pack/recordImport.ts";
import { verifyLatest } from "../script/verifyLatest.ts";
import { wholeRun } from "../script/wholeRun.ts";
import { counted } from "../shared/words.ts";
import type { ConvexConfig } from "./config.ts";
import { confirmed } from "./confirmed.ts";
import { runConvex } from "./convexCli.ts";
import type { ExitCode } from "./exitCodes.ts";
import type { CliIo } from "./io.ts";
import { nextCommand } from "./nextCommand.ts";
import type { PackOptions } from "./packOptions.ts";
import { documentsIn, zipsOf } from "./packPage.ts";
import type { Printer } from "./printer.ts";
import { reportCommand } from "./reportCommand.ts";

type ToImport = PreparedImport & {
  convex: ConvexConfig;
  /** Of the app's functions. */
  folder: string;
  target: Target;
  packed: Packed;
};

/** Documents of a table that are counted: beyond these it is full enough to be thought about. */
const COUNTED_AT_MOST = 500;

/** Says what the import replaces, asks, imports, records what was imported as a run, and verifies every row. */
export async function importPacked(
  io: CliIo,
  printer: Printer,
  options: PackOptions,
  { convex, folder, target, packed, plan, watermarks }: ToImport,
): Promise<ExitCode> {
  const { host } = new URL(convex.url);
  const zips = zipsOf({ replace: packed.replace ?? null, append: packed.append ?? null });
  for (const line of await replacedLines(target, packed, options)) printer.err(line);
  const deeds = zips.map(
    ({ mode, zip }) =>
      `${mode === "--replace" ? "replace" : "add to"} ${counted(zip.tables.length, "table")} with ${counted(documentsIn(zip), "document")}`,
  );
  await confirmed(io, options, {
    question: `Import into ${host}: ${deeds.join(", ")}?`,
    withYes: `${nextCommand("npx supabase-to-convex pack", options)} --import --yes`,
  });
  const { backup } = options;
  const calls = [
    ...(backup === undefined ? [] : [["export", "--path", resolve(backup)]]),
    ...zips.map(({ mode, zip }) => ["import", mode, "--yes", zip.path]),
  ];
  for (const args of calls) await runConvex(io, { convex, folder }, args);
  return reportCommand(io, printer, options, {
    did: "verified",
    work: async (session, { seed }) => {
      await recordImport(session, { plan, packed, watermarks });
      // What is left of the run: tables that stay, and its end.
      await wholeRun(session, { startNew: false, seed });
      return verifyLatest(session, { seed, full: { keep: async () => {} } });
    },
  });
}

type Page = { page: unknown[]; isDone: boolean };

/** What is lost of the target, unless there is a backup of it. */
async function replacedLines(
  { deployment, module }: Target,
  { replace }: Packed,
  { backup }: PackOptions,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { target, documents } of replace?.tables ?? []) {
    const args = { table: target, cursor: null, fields: [] };
    const { page, isDone } = await deployment.call<Page>(`${module}:naturalKeys`, args);
    if (page.length === 0) continue;
    const there = isDone
      ? counted(page.length, "document")
      : `more than ${counted(COUNTED_AT_MOST, "document")}`;
    lines.push(`${target}: ${there} there now, replaced by ${counted(documents, "document")}.`);
  }
  if (lines.length === 0) return ["The tables that it replaces are empty."];
  const offer =
    backup === undefined ? "To have one made first: --backup before.zip" : `It goes into ${backup} first.`;
  return [...lines, `What is replaced cannot be brought back but from a backup. ${offer}`];
}
