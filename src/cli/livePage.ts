import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CONTENT_SECURITY_POLICY } from "../report/render.ts";

/** Only programs on this machine reach it. */
const LOOPBACK = "127.0.0.1";
/** How long the last page waits for somebody to fetch it. */
const LAST_LOOK_MS = 5000;
const LOOK_AGAIN_MS = 100;

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  connection: "close",
} as const;

/** A page that changes while it is served, on this machine alone. */
export type LivePage = {
  url: string;
  /** Serves the last page until it was fetched once, or nobody came for it; then serves nothing. */
  end(last: string, patience: { signal: AbortSignal; wait: (ms: number) => Promise<void> }): Promise<void>;
};

/**
 * Serves what `render` gives, anew for each request. Who does not know the address cannot guess it, and a page of another
 * site cannot ask under a name of its own.
 */
export async function serveLivePage(render: () => string): Promise<LivePage> {
  const path = `/${randomBytes(16).toString("base64url")}/`;
  let last: string | undefined;
  let seen = false;
  const server = createServer((request, response) => {
    const refusal = refuse(request, path, new URL(url).host);
    if (refusal !== undefined) return answer(response, refusal);
    if (last !== undefined) response.once("close", () => (seen = true));
    return answer(response, { status: 200, text: last ?? render(), headers: HEADERS });
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const url = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}${path}`;
  return {
    url,
    async end(page, { signal, wait }) {
      last = page;
      for (let waitedMs = 0; waitedMs < LAST_LOOK_MS && !seen && !signal.aborted; waitedMs += LOOK_AGAIN_MS) {
        await wait(LOOK_AGAIN_MS);
      }
      server.close();
      server.closeAllConnections();
    },
  };
}

type Answer = { status: number; text: string; headers?: Record<string, string> };

function refuse({ method, url, headers }: IncomingMessage, path: string, host: string): Answer | undefined {
  if (headers.host !== host) return { status: 421, text: "This page has another address.\n" };
  if (url !== path) return { status: 404, text: "Not found.\n" };
  if (method !== "GET") return { status: 405, text: "This page is only read.\n", headers: { allow: "GET" } };
  return undefined;
}

function answer(response: ServerResponse, { status, text, headers }: Answer): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    connection: "close",
    ...headers,
  });
  response.end(text);
}
