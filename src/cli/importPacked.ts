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
  for (const line of await replacedLines(target, packed)) printer.err(line);
  const deeds = zips.map(
    ({ mode, zip }) =>
      `${mode === "--replace" ? "replace" : "add to"} ${counted(zip.tables.length, "table")} with ${counted(documentsIn(zip), "document")}`,
  );
  await confirmed(io, options, {
    question: `Import into ${host}: ${deeds.join(", ")}?`,
    withYes: `${nextCommand("npx supabase-to-convex pack", options)} --import --yes`,
  });
  for (const { mode, zip } of zips) {
    await runConvex(io, { convex, folder }, ["import", mode, "--yes", zip.path]);
  }
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
async function replacedLines({ deployment, module }: Target, { replace }: Packed): Promise<string[]> {
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
  return lines.length === 0
    ? ["The tables that it replaces are empty."]
    : [
        ...lines,
        "What is replaced cannot be brought back but from a backup. To have one: npx convex export --path before.zip",
      ];
}
