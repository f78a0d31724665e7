import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newFolder, type Pair, SCRIPT, start, startPair } from "./cliProcess.ts";
import { screenAfter } from "./screen.ts";

const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") === true;
if (!hasScript) console.warn("Skipped: script of util-linux, which gives a command a terminal, is not here.");

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

const inTerminal = (lines: number, env: Record<string, string>, name = "run") => {
  const command = `stty cols 100 rows ${lines}; exec '${process.execPath}' '${SCRIPT}' ${name}`;
  const folder = newFolder();
  return start("script", ["-qec", command, "/dev/null"], { TERM: "xterm", SHELL: "/bin/sh", ...env }, folder)
    .ended;
};

test.skipIf(!hasScript)(
  "run on a terminal -> bars while it works, the result alone when it has ended",
  async () => {
    const { code, out } = await inTerminal(40, pair.env);
    const screen = screenAfter(out);
    expect(code).toBe(3);
    expect(out).toMatch(/messages +.*█+.* of 1,900 rows/);
    expect(out).toMatch(/resolveMessages +.*of 1,900 documents/);
    expect(out).toMatch(/verifying +.*of 3,026 documents/);
    expect(screen.slice(0, 8)).toEqual([
      expect.stringMatching(/^From Supabase at 127\.0\.0\.1:\d+ into Convex at 127\.0\.0\.1:\d+\.$/),
      expect.stringMatching(/^Run \w+\.$/),
      expect.stringMatching(/^workspaces +5 of 5 rows +\d/),
      expect.stringMatching(/^workspace_members +24 of 24 rows +\d/),
      expect.stringMatching(/^contacts +400 of 400 rows +\d/),
      expect.stringMatching(/^conversations +520 of 520 rows +\d/),
      expect.stringMatching(/^messages +1,900 of 1,900 rows +\d/),
      expect.stringMatching(/^contact_notes +180 of 180 rows +3 rejects +\d/),
    ]);
    expect(screen.join("\n")).not.toMatch(/[█░]/);
  },
);

test.skipIf(!hasScript)("a terminal with fewer lines than bars -> the oldest bars make room", async () => {
  const { out } = await inTerminal(8, pair.env);
  const screen = screenAfter(out);
  expect(screen.filter((line) => /[█░]/.test(line))).toEqual([]);
  expect(screen.filter((line) => line.startsWith("contacts "))).toHaveLength(1);
  expect(screen.at(-2)).toBe("Next: npx supabase-to-convex rejects");
});

test.skipIf(!hasScript)(
  "sync on a terminal -> a bar for each table that it reads, gone at the end",
  async () => {
    const { out } = await inTerminal(40, pair.env, "sync");
    expect(out).toMatch(/reading messages +.*█+.* of [\d,]+ rows/);
    expect(screenAfter(out).join("\n")).not.toMatch(/[█░]/);
  },
);

test.skipIf(!hasScript)("NO_COLOR -> bars without colours", async () => {
  const { out } = await inTerminal(40, { ...pair.env, NO_COLOR: "1" });
  expect(out).toContain("█");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours are what is looked for.
  expect(out).not.toMatch(/\u001b\[\d*m/);
});
