import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One answer: a whole one, a body that ends before its announced length, or a connection that just ends. */
export type Answer =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { cutAfter: string }
  | { lost: true };

export type Received = { method: string; url: string; headers: NodeJS.Dict<string | string[]>; body: string };

export interface FaultyServer {
  url: string;
  host: string;
  received: Received[];
  stop(): Promise<void>;
}

/** Gives the answers in turn, the last one for ever. */
export async function faultyServer(...answers: Answer[]): Promise<FaultyServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const answer = answers[Math.min(received.length, answers.length - 1)] as Answer;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
    give(answer, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}`, host, received, stop };
}

function give(answer: Answer, response: ServerResponse): void {
  if ("lost" in answer) {
    response.socket?.destroy();
    return;
  }
  if ("cutAfter" in answer) {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
    response.write(answer.cutAfter, () => response.socket?.destroy());
    return;
  }
  const { status, body = "", headers = {} } = answer;
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
