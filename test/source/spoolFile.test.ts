import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSpoolFile } from "../../src/source/spoolFile.ts";
import { ROOT } from "../embedded/childProcess.ts";

const newFolder = (): string => mkdtempSync(join(tmpdir(), "spool-file-"));

test("an open file + reads anywhere -> the bytes that were appended, and no name by which others could open it", async () => {
  const folder = newFolder();
  const file = await openSpoolFile(folder);
  await file.append(Buffer.from("first "));
  const early = await file.read(2, 3);
  await file.append(Buffer.from("second"));
  const all = await file.read(0, 12);
  const names = readdirSync(folder);
  await file.close();
  expect([early.toString(), all.toString(), names]).toEqual(["rst", "first second", []]);
});

test("a process killed with rows in a temporary file -> nothing is left on disk", () => {
  const folder = newFolder();
  const script =
    `const { openSpoolFile } = await import(${JSON.stringify(join(ROOT, "src/source/spoolFile.ts"))});` +
    `const file = await openSpoolFile(${JSON.stringify(folder)});` +
    'await file.append(Buffer.from("a@example.com")); process.kill(process.pid, "SIGKILL");';
  const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect([child.signal, child.stderr, readdirSync(folder)]).toEqual(["SIGKILL", "", []]);
});
