import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { APP, newFolder, ROOT, runNode } from "./childProcess.ts";

const SCRIPT = join(ROOT, "scripts/embedded.ts");

test("both servers with --json -> one line of JSON, both answer, and SIGTERM ends the process by itself", async () => {
  const sql = join(newFolder(), "source.sql");
  writeFileSync(sql, "CREATE TABLE items (id int PRIMARY KEY);");
  const args = [SCRIPT, "--app", APP, "--port", "0", "--sql", sql, "--supabase-port", "0", "--json"];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk));
  const line = await new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(String(chunk))),
  );
  const { env } = JSON.parse(line) as { env: Record<string, string> };

  const table = await fetch(`${env.SUPABASE_URL}/rest/v1/items`, {
    headers: { apikey: env.SUPABASE_SERVICE_ROLE_KEY ?? "" },
  });
  const answer = await fetch(`${env.CONVEX_SELF_HOSTED_URL}/api/query`, {
    method: "POST",
    headers: { authorization: `Convex ${env.CONVEX_SELF_HOSTED_ADMIN_KEY}` },
    body: JSON.stringify({ path: "probe:whoami", args: {} }),
  });
  expect([await table.json(), await answer.json()]).toEqual([[], { status: "success", value: null }]);

  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  expect({ code: await ended, err }).toEqual({ code: 0, err: "" });
});

test("a port in use -> exit code 2 and the flag to change", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as AddressInfo;
  const { code, out, err } = await runNode([SCRIPT, "--app", APP, "--port", String(port)], ROOT, process.env);
  taken.close();
  expect({ code, out, err }).toEqual({
    code: 2,
    out: "",
    err: `Port ${port} is in use. Choose another with --port, or --port 0 for a free one.\n`,
  });
});

test.each([
  ["no --app", [], "required option '--app <dir>' not specified"],
  ["no such folder", ["--app", "/no/such/app"], "There is no folder /no/such/app."],
  ["no such SQL file", ["--app", APP, "--port", "0", "--sql", "/no.sql"], "--sql /no.sql cannot be read"],
])("%s -> exit code 2 and what is wrong", async (_title, args, message) => {
  const { code, out, err } = await runNode([SCRIPT, ...args], ROOT, process.env);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
});
