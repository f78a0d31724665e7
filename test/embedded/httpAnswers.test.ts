import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedConvex, startConvex } from "../../scripts/embedded/convex.ts";
import { masked, type RecordedCase, recordedCases } from "./recorded.ts";

const CANNOT: Record<string, string> = {
  "more than 1 s of JavaScript": "functions share the server's thread, so nothing can interrupt them",
  "more than 64 MB of heap": "functions share the server's heap",
};
const USER = {
  subject: "user-a",
  issuer: "https://issuer.example",
  tokenIdentifier: "https://issuer.example|user-a",
};
const IDENTITY = Buffer.from(JSON.stringify({ ...USER, email: "a@example.com" })).toString("base64");

let convex: EmbeddedConvex;
let runId = "";
beforeAll(async () => {
  convex = await startConvex({ app: fileURLToPath(new URL("./app", import.meta.url)) });
});
afterAll(() => convex.stop());

const cases = recordedCases();
if (cases === null)
  console.warn("Skipped: ../shared/http-answers.json is not here, so there is nothing to replay.");

describe.skipIf(cases === null)("a recorded answer of a real backend -> the same answer", () => {
  test("the list of what cannot be replayed names recorded cases only", () => {
    const names = (cases ?? []).map((recorded) => recorded.case);
    expect(Object.keys(CANNOT).filter((name) => !names.includes(name))).toEqual([]);
  });

  for (const recorded of cases ?? []) {
    test.skipIf(recorded.case in CANNOT)(recorded.case, async () => {
      const response = await send(recorded);
      const text = await response.text();
      const body: unknown = text === "" ? "" : JSON.parse(text);
      if (recorded.case === "success of an internal mutation") runId = (body as { value: string }).value;
      const expected = masked(recorded.response.body);
      expect({ status: response.status, body: cutLikewise(masked(body), expected) }).toEqual({
        status: recorded.response.status,
        body: expected,
      });
    });
  }
});

function send({ case: name, request }: RecordedCase): Promise<Response> {
  const authorization = {
    admin: `Convex ${convex.adminKey}`,
    acting: `Convex ${convex.adminKey}:${IDENTITY}`,
    wrong: "Convex wrong|key",
    bearer: "Bearer not-a-token",
  }[request.authorization];
  return fetch(`${convex.url}${request.endpoint}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
    body: bodyOf(name, request.body),
  });
}

/** The recorded body, with the id of this run's run and with what the recording left out as too long. */
function bodyOf(name: string, recorded: unknown): string {
  if (name === "a body that is not JSON") return "{not json";
  const body = recorded as { args: unknown };
  if (body.args === "(long)") {
    const length = name === "a body over 16 MiB" ? 17_000_000 : 1_195_000;
    const row = JSON.stringify({
      id: "long",
      name: "n",
      email: "e",
      bio: "b".repeat(length),
      created_at: "2024-01-01",
    });
    const batch = { runId, epoch: 1, table: "users", start: "long", rows: [row], mode: "hint", ledger: true };
    return JSON.stringify({ ...body, args: batch });
  }
  const args = body.args as { runId?: string } | undefined;
  return JSON.stringify(args?.runId === undefined ? body : { ...body, args: { ...args, runId } });
}

/** The recording cuts long messages with "…": cuts ours at the same place. */
function cutLikewise(body: unknown, expected: unknown): unknown {
  const cut = (expected as { errorMessage?: string }).errorMessage;
  const { errorMessage } = body as { errorMessage?: string };
  if (!cut?.endsWith("…") || errorMessage === undefined) return body;
  return { ...(body as object), errorMessage: `${errorMessage.slice(0, cut.length - 1)}…` };
}
