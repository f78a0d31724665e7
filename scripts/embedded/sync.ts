import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { convexToJson, type JSONValue } from "convex/values";
import { readAuthorization } from "./authorization.ts";
import { callFunction } from "./callFunction.ts";
import type { Deployment } from "./deployment.ts";
import { acceptWebSocket } from "./webSocket.ts";

interface AddQuery {
  type: "Add" | "Remove";
  queryId: number;
  udfPath: string;
  args: JSONValue[];
  componentPath?: string;
}

type ClientMessage =
  | { type: "Authenticate"; value?: string; baseVersion: number }
  | { type: "ModifyQuerySet"; newVersion: number; modifications: AddQuery[] }
  | { type: "Connect" | "Mutation" | "Action" | "Event" };

interface Version {
  querySet: number;
  identity: number;
  ts: string;
}

/**
 * As much of the sync protocol as `npx convex function-spec` needs, and `npx convex run` to list the functions when a name is
 * wrong: a query is answered once and never again.
 */
export function serveSync(
  deployment: Deployment,
  adminKey: string,
  request: IncomingMessage,
  socket: Duplex,
): void {
  let authorization: string | undefined;
  let version: Version = { querySet: 0, identity: 0, ts: timestamp(0) };
  let clock = 0;
  const handle = async (message: ClientMessage): Promise<string | null> => {
    if (message.type !== "Authenticate" && message.type !== "ModifyQuerySet") return null;
    const start = version;
    clock += 1;
    version = { ...version, ts: timestamp(clock) };
    if (message.type === "Authenticate") {
      authorization = message.value === undefined ? undefined : `Convex ${message.value}`;
      version.identity = message.baseVersion + 1;
      return transition(start, version, []);
    }
    version.querySet = message.newVersion;
    const added = message.modifications.filter(({ type }) => type === "Add");
    const results = added.map((query) =>
      runQuery(deployment, adminKey, authorization, query, `http://${request.headers.host}`),
    );
    return transition(start, version, await Promise.all(results));
  };
  // One after the other: each transition starts from the version the one before ended with.
  let last = Promise.resolve();
  acceptWebSocket(request, socket, (text, end) => {
    last = last
      .then(() => handle(JSON.parse(text) as ClientMessage))
      .then((reply) => (reply === null ? undefined : end.send(reply)))
      .catch((error: unknown) => end.send(JSON.stringify({ type: "FatalError", error: String(error) })));
  });
}

async function runQuery(
  deployment: Deployment,
  adminKey: string,
  authorization: string | undefined,
  query: AddQuery,
  origin: string,
): Promise<object> {
  const about = { queryId: query.queryId, logLines: [], journal: null };
  const failed = (errorMessage: string): object => ({
    ...about,
    type: "QueryFailed",
    errorMessage,
    errorData: null,
  });
  const caller = readAuthorization(authorization, adminKey);
  if (caller.kind === "refused") return failed(caller.body.message);
  const { udfPath: path, args, componentPath } = query;
  const call = {
    componentPath: componentPath ?? "",
    path,
    args: args[0] ?? {},
    kind: "Query",
    origin,
  } as const;
  const outcome = await callFunction(deployment, { ...call, encode: convexToJson }, caller);
  if ("kind" in outcome) return failed(outcome.body.message);
  if (outcome.status === "error") return failed(outcome.errorMessage);
  return { ...about, type: "QueryUpdated", value: outcome.value };
}

const transition = (startVersion: Version, endVersion: Version, modifications: object[]): string =>
  JSON.stringify({ type: "Transition", startVersion, endVersion, modifications });

function timestamp(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.toString("base64");
}
