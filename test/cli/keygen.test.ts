import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { readEncryptionKey } from "../../src/script/encryptionKey.ts";
import { newFolder, runCli } from "./cliProcess.ts";

const WHAT_TO_DO = [
  "Put the line into .env.local, from where run and verify take it, and never commit it.",
  "Keep it in a safe place too: without it, nothing that it has encrypted can be read again.",
  "Next, so that the app can decrypt: npx convex env set MIGRATION_ENCRYPTION_KEY '<the key>'",
];

test("keygen -> a line for .env.local alone on stdout, what to do with it on stderr", async () => {
  const { code, out, err } = await runCli(["keygen"], {}, newFolder());
  const { MIGRATION_ENCRYPTION_KEY: key, ...others } = parseEnv(out);
  expect({ code, lines: out.split("\n").length, others, err }).toEqual({
    ...{ code: 0, lines: 2, others: {} },
    err: `${WHAT_TO_DO.join("\n")}\n`,
  });
  expect(readEncryptionKey(key)).toHaveLength(32);
});

test("keygen --json -> one document with the key and the next command", async () => {
  const { code, out } = await runCli(["keygen", "--json"], {}, newFolder());
  const { key, ...answer } = JSON.parse(out);
  expect({ code, answer }).toEqual({
    code: 0,
    answer: {
      variable: "MIGRATION_ENCRYPTION_KEY",
      next: `npx convex env set MIGRATION_ENCRYPTION_KEY '${key}'`,
    },
  });
  expect(readEncryptionKey(key)).toHaveLength(32);
});

test("a key is set already + keygen -> another key, and a warning that does not show the first", async () => {
  const folder = newFolder();
  const set = Buffer.alloc(32, 1).toString("base64");
  writeFileSync(join(folder, ".env.local"), `MIGRATION_ENCRYPTION_KEY=${set}\n`);
  const { code, out, err } = await runCli(["keygen"], {}, folder);
  expect({ code, same: out.includes(set), shown: err.includes(set), first: err.split("\n")[0] }).toEqual({
    ...{ code: 0, same: false, shown: false },
    first:
      "MIGRATION_ENCRYPTION_KEY is set already (.env.local). Values that were encrypted with that key can be read " +
      "with that key alone: replace it only where nothing has been encrypted yet.",
  });
});

test("two keys -> different", async () => {
  const [one, two] = await Promise.all([1, 2].map(() => runCli(["keygen"], {}, newFolder())));
  expect(one?.out).not.toBe(two?.out);
});
