import { expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exitCodes.ts";
import { failureOf } from "../../src/cli/failure.ts";
import { NotConfirmedError } from "../../src/cli/notConfirmed.ts";
import { DeploymentError, FunctionRefused, MigrationError } from "../../src/script/deployment.ts";
import { Interrupted, RunError, SetupError } from "../../src/script/errors.ts";
import { SourceError } from "../../src/source/source.ts";

const RUN = "npx supabase-to-convex run";
const PUSH = "npx convex dev --once";
const problem = { table: "contacts", field: "name", message: "contacts.name: no such column." };

test.each([
  [
    "a changed mapping",
    new MigrationError({ code: "PLAN_CHANGED", message: "m", changed: ["contacts"] }),
    2,
    { code: "PLAN_CHANGED", message: "m" },
  ],
  [
    "an invalid mapping",
    new MigrationError({ code: "PLAN_INVALID", message: "m", problems: [problem] }),
    2,
    { code: "PLAN_INVALID", table: "contacts", field: "name", message: "m", next: PUSH },
  ],
  [
    "another script",
    new MigrationError({ code: "STALE_EPOCH", message: "m", epoch: 2 }),
    1,
    { code: "STALE_EPOCH", message: "m", next: "npx supabase-to-convex status" },
  ],
  [
    "a finished run",
    new MigrationError({ code: "RUN_FINISHED", message: "m" }),
    2,
    { code: "RUN_FINISHED", message: "m", next: "npx supabase-to-convex status" },
  ],
  [
    "a question that nobody answered",
    new NotConfirmedError("m", "npx supabase-to-convex finish --yes"),
    2,
    { code: "NOT_CONFIRMED", message: "m", next: "npx supabase-to-convex finish --yes" },
  ],
  [
    "one problem of the setup",
    new SetupError([problem]),
    2,
    { code: "SETUP", table: "contacts", field: "name", message: problem.message, next: PUSH },
  ],
  [
    "several problems of the setup",
    new SetupError([problem, { message: "Another." }]),
    2,
    { code: "SETUP", message: `${problem.message}\nAnother.`, next: PUSH },
  ],
  [
    "a key that is missing",
    new SetupError([{ message: "m" }], { next: "npx supabase-to-convex keygen" }),
    2,
    { code: "SETUP", message: "m", next: "npx supabase-to-convex keygen" },
  ],
  [
    "a table that the key may not read",
    new SourceError("SOURCE_FORBIDDEN", "m", { table: "contacts" }),
    2,
    { code: "SOURCE_FORBIDDEN", table: "contacts", message: "m" },
  ],
  [
    "a target that is away",
    new DeploymentError("TARGET_UNREACHABLE", "m"),
    4,
    { code: "TARGET_UNREACHABLE", message: "m", next: RUN },
  ],
  [
    "a function that Convex refused",
    new FunctionRefused("migrations:walk", "m"),
    1,
    {
      code: "FUNCTION_REFUSED",
      message: expect.stringMatching(/^m\nIf migrations:walk is not exported/),
      next: "npx convex logs",
    },
  ],
  ["a run that another mends", new RunError("m"), 1, { code: "RUN", message: "m", next: RUN }],
  [
    "Ctrl-C",
    new Interrupted(),
    130,
    { code: "INTERRUPTED", message: expect.stringContaining("the next run goes on from there"), next: RUN },
  ],
])("%s -> its code, its exit code and what to do", (_title, error, exit, expected) => {
  const failure = failureOf(error, "run");
  expect({ failure, exit: exitCodeOf(failure.code) }).toEqual({ failure: expected, exit });
});

test("Ctrl-C in a dry run -> nothing was changed, and the dry run again", () => {
  expect(failureOf(new Interrupted(), "run --dry-run")).toEqual({
    code: "INTERRUPTED",
    message: "Interrupted. Nothing was changed.",
    next: "npx supabase-to-convex run --dry-run",
  });
});

test("a sync that was interrupted, of all rows or of some -> what was sent is kept, and the same again goes on", () => {
  for (const command of ["sync", "sync --full"]) {
    expect(failureOf(new Interrupted(), command)).toEqual({
      code: "INTERRUPTED",
      message: "Interrupted. What was sent is in the ledger, and the same command goes on with the rest.",
      next: `npx supabase-to-convex ${command}`,
    });
  }
});

test("an error with a cause -> both stacks", () => {
  const { code, message } = failureOf(new Error("outer", { cause: new TypeError("inner") }), "run");
  expect(code).toBe("UNEXPECTED");
  expect(message).toMatch(/^Error: outer\n +at [\s\S]+\nCaused by: TypeError: inner\n +at /);
});
