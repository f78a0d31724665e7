import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ADVISED_CODES, adviceFor } from "../../src/cli/advice.ts";
import { vOpenIssue } from "../../src/shared/finish.ts";
import { ROOT } from "./cliProcess.ts";

const CODE = /(?:code: |misfit\()"([A-Z]+(?:_[A-Z]+)+)"/g;

/** The codes that mapping and the app side give to rows, read from their source; those of the gate are of no row. */
function codesInSource(): string[] {
  const ofTheGate = new Set<string>(vOpenIssue.fields.code.members.map(({ value }) => value));
  const files = globSync(["src/mapping/**/*.ts", "src/client/**/*.ts"], { cwd: ROOT });
  const texts = files.map((file) => readFileSync(join(ROOT, file), "utf8"));
  const codes = texts.flatMap((text) => [...text.matchAll(CODE)].map(([, code]) => code ?? ""));
  return [...new Set(codes)].filter((code) => !ofTheGate.has(code));
}

test("every code that a reject can have -> advice of its own, and no advice for a code that is gone", () => {
  expect([...ADVISED_CODES].sort()).toEqual(codesInSource().sort());
});

test("a code of a newer deployment -> advice that holds for all", () => {
  expect(adviceFor("BORN_LATER")).toBe("correct the row at the source, or change the mapping of its field.");
});
