import { convexToJson, jsonToConvex, type Value } from "convex/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import { APP, ROOT, runNode } from "./childProcess.ts";

let convex: EmbeddedConvex;
beforeAll(async () => {
  convex = await startConvex({ app: APP });
});
afterAll(() => convex.stop());

interface Answer {
  status: string;
  value: Parameters<typeof jsonToConvex>[0];
  errorMessage: string;
  logLines?: string[];
}

async function call(path: string, args: Value, to = convex): Promise<Answer> {
  const response = await fetch(`${to.url}/api/function`, {
    method: "POST",
    headers: { authorization: `Convex ${to.adminKey}` },
    body: JSON.stringify({ path, format: "convex_encoded_json", args: convexToJson(args) }),
  });
  return (await response.json()) as Answer;
}

test("values of every type -> the same values back", async () => {
  const values = [
    2n ** 63n - 1n,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    new Uint8Array([0, 255]).buffer,
    "\u0000é",
  ];
  for (const value of values) {
    const answer = await call("probe:echo", { value });
    expect(jsonToConvex(answer.value)).toEqual(value);
  }
});

test("what a function writes to the console -> log lines of its answer", async () => {
  expect((await call("probe:echo", { value: 1 })).logLines).toEqual(["[LOG] 'echo' 'number'"]);
});

test("shapes that a deployment refuses -> refused, and the others of the same mutation go in", async () => {
  expect(jsonToConvex((await call("limits:shapes", {})).value)).toEqual([
    "Array length is too long (8193 > maximum length 8192)",
    "Object has too many fields (1025 > maximum number 1024)",
    "Value is too nested (nested 17 levels deep > maximum nesting 16)",
    expect.stringContaining("$a"),
    expect.stringContaining("é"),
    "Strings must not hold unpaired surrogates.",
    "ok",
  ]);
});

test("a result that does not fit `returns` -> an error, and nothing written", async () => {
  const answer = await call("limits:wrongResult", {});
  expect(answer.errorMessage).toContain("ReturnsValidationError: Value does not match validator.");
  expect(await convex.t.run((ctx) => ctx.db.query("cases").collect())).toEqual([]);
});

test("a thrown Error -> its frames name the function and the app's file", async () => {
  // Line numbers are those of the source under plain Node only: Vitest has its own idea of stacks.
  expect((await call("limits:thrower", {})).errorMessage).toMatch(
    /^\[Request ID: [0-9a-f]{16}\] Server Error\nUncaught Error: plain\n {4}at handler \(\.\.\/convex\/limits\.ts:\d+:\d+\)\n$/,
  );
});

test("two deployments of one app -> data apart", async () => {
  const other = await startConvex({ app: APP, adminKey: "other|key" });
  await other.t.run((ctx) => ctx.db.insert("cases", { title: "only there" }));
  expect(await convex.t.run((ctx) => ctx.db.query("cases").collect())).toEqual([]);
  expect(await other.t.run((ctx) => ctx.db.query("cases").collect())).toHaveLength(1);
  await other.stop();
});

test("stop with a function scheduled for later -> the process ends by itself, and printed nothing", async () => {
  const script = `
    import { startConvex } from "./scripts/embedded/convex.ts";
    const { url, adminKey, stop } = await startConvex({ app: ${JSON.stringify(APP)} });
    const headers = { authorization: "Convex " + adminKey };
    const body = JSON.stringify({ path: "probe:hourly", args: {} });
    const answer = await fetch(url + "/api/function", { method: "POST", headers, body });
    process.exitCode = (await answer.json()).status === "success" ? 0 : 1;
    await stop();
  `;
  expect(await runNode(["--input-type=module", "-e", script], ROOT, process.env)).toEqual({
    code: 0,
    out: "",
    err: "",
  });
});
