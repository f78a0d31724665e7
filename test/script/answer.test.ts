import { describe, expect, test } from "vitest";
import { faultCode, readAnswer, returnValue } from "../../src/script/answer.ts";
import { FunctionRefused, MigrationError } from "../../src/script/deployment.ts";

test.each([
  ["a value", '{"status":"success","value":null,"logLines":[]}', { status: "success", value: null }],
  ["an error", '{"status":"error","errorMessage":"x"}', { status: "error", errorMessage: "x" }],
  ["a page", "<html>", undefined],
  ["another service's answer", '{"status":"ok"}', undefined],
  ["nothing", "", undefined],
])("an answer that is %s", (_title, text, expected) => {
  expect(readAnswer(text)).toEqual(expected);
});

test.each([
  ["a fault", '{"code":"BadAdminKey","message":"x"}', "BadAdminKey"],
  ["a page", "<html>", ""],
])("the code of %s", (_title, text, expected) => {
  expect(faultCode(text)).toBe(expected);
});

/** What a function's answer throws, called as `migrations:load`. */
function thrownBy(errorMessage: string, errorData?: unknown): unknown {
  try {
    return returnValue("migrations:load", { status: "error", errorMessage, errorData });
  } catch (error) {
    return error;
  }
}

describe("an error thrown by a function", () => {
  test("of this library -> MigrationError with its data", () => {
    const data = { code: "STALE_EPOCH", message: "Another script has taken this run up since.", epoch: 3 };
    const error = thrownBy("[Request ID: abc] Server Error", data);
    expect(error).toBeInstanceOf(MigrationError);
    expect(error).toMatchObject({ message: data.message, data });
  });

  test.each([
    ["with a code of its own", { code: "OUT_OF_STOCK", message: "No." }],
    ["that only shares a code", { code: "NO_RUN" }],
    ["that is a text", "NO_RUN"],
    ["that is null", null],
  ])("of the app, %s -> FunctionRefused", (_title, data) => {
    const error = thrownBy("[Request ID: a] Server Error\nUncaught ConvexError: x", data);
    expect(error).toBeInstanceOf(FunctionRefused);
    expect(error).toMatchObject({
      path: "migrations:load",
      message: "Convex refused migrations:load: Uncaught ConvexError: x",
    });
  });

  test.each([
    [
      "an unknown function",
      "[Request ID: abc] Server Error\nCould not find function for 'migrations:load'. Did you forget to run `npx convex dev`?\n",
      "Could not find function for 'migrations:load'. Did you forget to run `npx convex dev`?",
    ],
    [
      "arguments that do not fit, which hold rows",
      "[Request ID: abc] Server Error\nArgumentValidationError: Value does not match validator.\nPath: .rows\n\nValue: private\nValidator: v.string()",
      "ArgumentValidationError: Value does not match validator. Path: .rows",
    ],
    [
      "a document that does not fit, which is a row",
      "[Request ID: abc] Server Error\nUncaught Error: Failed to insert\n\nObject: {name: private}\nValidator: v.object",
      "Uncaught Error: Failed to insert",
    ],
    [
      "an error with its stack",
      "[Request ID: abc] Server Error\nUncaught Error: plain\n    at handler (../convex/limits.ts:8:68)\n",
      "Uncaught Error: plain",
    ],
    ["a long text", `[Request ID: abc] Server Error\n${"x".repeat(600)}`, `${"x".repeat(500)}…`],
    [
      "production, which says nothing",
      "[Request ID: abc] Server Error",
      "production hides the reason; it is in Convex dashboard → Logs.",
    ],
  ])("%s -> FunctionRefused with what is worth reading", (_title, errorMessage, expected) => {
    const error = thrownBy(errorMessage);
    expect(error).toBeInstanceOf(FunctionRefused);
    expect(error).toMatchObject({ message: `Convex refused migrations:load: ${expected}` });
  });
});
