import type { IncomingMessage, ServerResponse } from "node:http";
import { type Outcome, type Refusal, refused } from "./answers.ts";
import { readAuthorization } from "./authorization.ts";
import { callFunction } from "./callFunction.ts";
import type { FunctionKind } from "./convexFunction.ts";
import type { Deployment } from "./deployment.ts";
import type { Handler } from "./listen.ts";
import { readCall } from "./readCall.ts";
import { requestBody } from "./requestBody.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024 + 2000;
const ENDPOINTS: Record<string, FunctionKind | null> = {
  "/api/function": null,
  "/api/query": "Query",
  "/api/mutation": "Mutation",
  "/api/action": "Action",
};

/** The HTTP calls of a deployment that run functions; every other path is a 404 without a body. */
export function httpApi(deployment: Deployment, adminKey: string): Handler {
  return async (request, response) => {
    const body = await requestBody(request, MAX_BODY_BYTES);
    const url = new URL(request.url ?? "/", "http://localhost");
    const kind = ENDPOINTS[url.pathname];
    if (kind === undefined) return sendImport(response, deployment, adminKey, request, url, body);
    if (request.method !== "POST") return send(response, 405, "");
    const result = await resultOf(deployment, adminKey, request, kind, body);
    if ("kind" in result) return send(response, result.status, JSON.stringify(result.body));
    send(response, 200, JSON.stringify(result));
  };
}

/** The calls of `npx convex import`; every other path is none. */
async function sendImport(
  response: ServerResponse,
  deployment: Deployment,
  adminKey: string,
  request: IncomingMessage,
  url: URL,
  body: Buffer | null,
): Promise<void> {
  const caller = readAuthorization(request.headers.authorization, adminKey);
  const isAdmin = caller.kind === "admin" && request.method === "POST" && body !== null;
  const answer = isAdmin ? await deployment.imports.answer(deployment, url, body) : undefined;
  return answer === undefined ? send(response, 404, "") : send(response, 200, JSON.stringify(answer));
}

async function resultOf(
  deployment: Deployment,
  adminKey: string,
  request: IncomingMessage,
  kind: FunctionKind | null,
  body: Buffer | null,
): Promise<Outcome | Refusal> {
  const caller = readAuthorization(request.headers.authorization, adminKey);
  if (caller.kind === "refused") return caller;
  const call = readCall(body, kind, `http://${request.headers.host}`);
  if ("status" in call) return call;
  if (kind === null && caller.kind !== "admin") return refused.deployKey;
  return callFunction(deployment, call, caller);
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, text === "" ? {} : { "content-type": "application/json" });
  response.end(text);
}
