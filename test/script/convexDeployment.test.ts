import { afterEach, describe, expect, test } from "vitest";
import { connect, type Retry } from "../../src/script/convexDeployment.ts";
import { DeploymentError } from "../../src/script/deployment.ts";
import { type Answer, type FaultyServer, faultyServer } from "../http/faultyServer.ts";

const KEY = "prod:happy-animal-123|do-not-print-me";
const SUCCESS: Answer = { status: 200, body: { status: "success", value: { rows: 2 } } };

let server: FaultyServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function deploymentAt(...answers: Answer[]) {
  server = await faultyServer(...answers);
  const retries: Retry[] = [];
  const deployment = connect({
    url: server.url,
    key: KEY,
    minTimeoutMs: 0,
    onRetry: (retry) => retries.push(retry),
  });
  return { deployment, retries };
}

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail("expected an error"),
    (error: Error) => error,
  );

test("a call -> one POST as npx convex run sends it, with nothing lost of arguments and answer", async () => {
  const { deployment } = await deploymentAt({
    status: 200,
    body: { status: "success", value: { big: { $integer: "AQAAAAAAIAA=" } }, logLines: ["[LOG] x"] },
  });
  const answer = await deployment.call("migrations:load", { big: 9007199254740993n, rows: ["{}"] });
  expect(answer).toEqual({ big: 9007199254740993n });
  expect(server?.received).toMatchObject([
    {
      method: "POST",
      url: "/api/function",
      headers: { authorization: `Convex ${KEY}`, "content-type": "application/json" },
    },
  ]);
  expect(JSON.parse(server?.received[0]?.body ?? "")).toEqual({
    path: "migrations:load",
    format: "convex_encoded_json",
    args: { big: { $integer: "AQAAAAAAIAA=" }, rows: ["{}"] },
  });
  expect(deployment.calls).toEqual({ functions: 1, retries: 0 });
});

describe("what may pass is sent again", () => {
  const storm = (status: number, times: number): Answer[] =>
    Array(times).fill({ status, body: { code: "TooManyWrites", message: "Too many writes" } });

  test.each<[string, Answer[], (number | null)[]]>([
    ["503 eight times", storm(503, 8), Array(8).fill(503)],
    ["429 as often as a limit on writes may say it", storm(429, 60), Array(60).fill(429)],
    ["500 four times", storm(500, 4), Array(4).fill(500)],
    ["404 twice", [{ status: 404 }, { status: 404 }], [404, 404]],
    ["408, 425, 502 and 504", [408, 425, 502, 504].map((status) => ({ status })), [408, 425, 502, 504]],
    ["421, which fetch itself sends once more", [{ status: 421 }, { status: 421 }], [421]],
    ["a lost connection", [{ lost: true }], [null]],
    ["an answer that ends midway", [{ cutAfter: '{"status":"succ' }], [null]],
  ])("%s, then success -> the value", async (_title, faults, statuses) => {
    const { deployment, retries } = await deploymentAt(...faults, SUCCESS);
    expect(await deployment.call("migrations:load", { runId: "r" })).toEqual({ rows: 2 });
    expect(retries.map(({ path, attempt, status }) => ({ path, attempt, status }))).toEqual(
      statuses.map((status, at) => ({ path: "migrations:load", attempt: at + 1, status })),
    );
    expect(deployment.calls).toEqual({ functions: 1, retries: statuses.length });
    expect(new Set(server?.received.map(({ body }) => body)).size).toBe(1);
  });
});

describe("a deployment that does not answer with a function's result", () => {
  type Expected = Pick<DeploymentError, "code" | "status"> & { message: RegExp; requests: number };
  test.each<[string, Answer, Expected]>([
    [
      "a wrong admin key",
      { status: 401, body: { code: "BadAdminKey", message: "The provided admin key was invalid" } },
      {
        code: "TARGET_KEY_REFUSED",
        status: 401,
        message: /does not take this key \(HTTP 401 BadAdminKey\)\. Check that CONVEX_DEPLOY_KEY.*ADMIN_KEY/,
        requests: 1,
      },
    ],
    [
      "a deploy key of another deployment",
      { status: 403, body: { code: "BadDeployKey", message: "Double check" } },
      { code: "TARGET_KEY_REFUSED", status: 403, message: /HTTP 403 BadDeployKey/, requests: 1 },
    ],
    [
      "a body that is too long",
      { status: 400, body: { code: "BadJsonBody", message: "length limit exceeded" } },
      { code: "TARGET_TOO_LARGE", status: 400, message: /does not take a call of this size/, requests: 1 },
    ],
    [
      "a body that a proxy turns away",
      { status: 413, body: "<html>" },
      { code: "TARGET_TOO_LARGE", status: 413, message: /HTTP 413/, requests: 1 },
    ],
    [
      "another bad request",
      { status: 400, body: { code: "BadRequest", message: "no" } },
      { code: "TARGET_FAILED", status: 400, message: /failed: HTTP 400 BadRequest\.$/, requests: 1 },
    ],
    [
      "a conflict",
      { status: 409, body: { code: "Conflict", message: "no" } },
      { code: "TARGET_FAILED", status: 409, message: /HTTP 409 Conflict/, requests: 1 },
    ],
    [
      "nothing at this address",
      { status: 404, body: "" },
      {
        code: "TARGET_FAILED",
        status: 404,
        message: /Check CONVEX_URL: it ends in \.convex\.cloud/,
        requests: 3,
      },
    ],
    [
      "a component that is not installed",
      { status: 500, body: { code: "InternalServerError", message: "Try again later." } },
      {
        code: "TARGET_FAILED",
        status: 500,
        message: /HTTP 500 InternalServerError.*npx convex dev/,
        requests: 5,
      },
    ],
    [
      "overload that does not end",
      { status: 503, body: { code: "WorkerOverloaded", message: "busy" } },
      {
        code: "TARGET_UNREACHABLE",
        status: 503,
        message: /kept turning calls away \(HTTP 503 Worker/,
        requests: 9,
      },
    ],
    [
      "another site's page",
      { status: 200, body: "<html>welcome</html>" },
      {
        code: "TARGET_FAILED",
        status: 200,
        message: /does not answer as a Convex deployment does/,
        requests: 1,
      },
    ],
  ])("%s", async (_title, answer, { code, status, message, requests }) => {
    const { deployment } = await deploymentAt(answer);
    const error = await failure(deployment.call("migrations:load", {}));
    expect(error).toBeInstanceOf(DeploymentError);
    expect(error).toMatchObject({ code, status });
    expect(error.message).toMatch(message);
    expect(error.message).toContain(server?.host);
    expect(server?.received.length).toBe(requests);
    expect(`${error.message} ${error.stack}`).not.toContain("do-not-print-me");
  });

  test("nothing listens -> TARGET_UNREACHABLE, naming host, reason and variable", async () => {
    const { deployment } = await deploymentAt(SUCCESS);
    const host = server?.host ?? "";
    await server?.stop();
    const error = await failure(deployment.call("migrations:load", {}));
    expect(error).toMatchObject({ name: "DeploymentError", code: "TARGET_UNREACHABLE" });
    expect(error.message).toBe(
      `Convex at ${host} could not be reached (connect ECONNREFUSED ${host}). ` +
        "Check CONVEX_URL (or CONVEX_SELF_HOSTED_URL) and the network.",
    );
    expect(deployment.calls).toEqual({ functions: 1, retries: 8 });
  });
});

test("a function that throws an error of this library -> that error, with one call", async () => {
  const data = { code: "NO_RUN", message: "There is no run yet." };
  const { deployment } = await deploymentAt({
    status: 200,
    body: { status: "error", errorMessage: "[Request ID: a] Server Error", errorData: data },
  });
  expect(await failure(deployment.call("migrations:status", {}))).toMatchObject({
    name: "MigrationError",
    data,
  });
  expect(deployment.calls).toEqual({ functions: 1, retries: 0 });
});

test("a deployment under a path, with a slash at the end -> the path is kept", async () => {
  server = await faultyServer(SUCCESS);
  await connect({ url: `${server.url}/convex/`, key: KEY }).call("migrations:plan", {});
  expect(server.received[0]?.url).toBe("/convex/api/function");
});
