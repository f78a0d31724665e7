import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder, ROOT, start } from "./cliProcess.ts";

const DEMO = join(ROOT, "scripts/demo.ts");
const demo = (args: string[], folder: string) => start(process.execPath, [DEMO, ...args], {}, folder).ended;

test("the demo with --json -> the report alone on stdout, three rejected on purpose, exit 0", async () => {
  const folder = newFolder();
  const { code, out } = await demo(["--json"], folder);
  const report = JSON.parse(out);
  const rejected = report.tables.map((table: { rejected: number }) => table.rejected);
  expect({ code, ok: report.ok, complete: report.complete, rejected }).toEqual({
    code: 0,
    ok: true,
    complete: false,
    rejected: [0, 0, 0, 0, 0, 3],
  });
  expect(readFileSync(join(folder, "migration-report/demo/report.json"), "utf8")).toBe(out);
});

test("the demo with another option -> usage, exit 2", async () => {
  const { code, out, err } = await demo(["--fast"], newFolder());
  expect({ code, out, usage: err.split("\n")[0] }).toEqual({
    code: 2,
    out: "",
    usage: "Usage: npm run demo [-- --json] [-- --lane run|pack]",
  });
});
