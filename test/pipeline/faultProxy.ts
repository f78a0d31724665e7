import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type ProxiedCall = { path: string; args: Record<string, unknown>; body: string };

/** What happens to one call on its way. `forward` makes the call; what it answers is the deployment's. */
export type Fault = (call: ProxiedCall, wire: Wire) => Promise<void>;

export type Wire = {
  forward: () => Promise<{ status: number; text: string }>;
  /** Answers the caller. */
  answer: (status: number, text: string) => void;
  /** Sends the head and half of an answer, then drops the connection. */
  cut: (status: number, text: string) => void;
  /** Drops the connection without an answer. */
  drop: () => void;
};

/** Called for each call in the order of arrival; undefined lets it pass. */
export type FaultPlan = (call: ProxiedCall, at: number) => Fault | undefined;

export type FaultProxy = { url: string; calls: ProxiedCall[]; plan: FaultPlan; stop: () => Promise<void> };

/** A deployment's front door that loses, cuts, delays and doubles what passes through it. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const proxy: FaultProxy = { url: "", calls: [], plan: () => undefined, stop: async () => {} };
  const server = createServer((request, response) => {
    void handle(target, proxy, request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy.stop = () =>
    new Promise((stopped) => {
      server.close(() => stopped());
      server.closeAllConnections();
    });
  return proxy;
}

async function handle(
  target: string,
  proxy: FaultProxy,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { path, args } = JSON.parse(body) as ProxiedCall;
  const call = { path, args, body };
  const at = proxy.calls.push(call) - 1;
  const forward = async () => {
    const answer = await fetch(target + request.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: request.headers.authorization ?? "" },
      body,
    });
    return { status: answer.status, text: await answer.text() };
  };
  const wire: Wire = {
    forward,
    answer: (status, text) => response.writeHead(status, { "content-type": "application/json" }).end(text),
    cut: (status, text) => {
      response.writeHead(status, { "content-length": Buffer.byteLength(text) });
      response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
    },
    drop: () => response.destroy(),
  };
  const fault = proxy.plan(call, at) ?? pass;
  try {
    await fault(call, wire);
  } catch {
    // The deployment itself dropped the connection: so does its front door, or the caller would wait for ever.
    response.destroy();
  }
}

export const pass: Fault = async (_call, { forward, answer }) => {
  const { status, text } = await forward();
  answer(status, text);
};

/** The call lands, and its answer is lost. */
export const loseAnswer: Fault = async (_call, { forward, drop }) => {
  await forward();
  drop();
};

/** The call lands, and its answer breaks off in the middle. */
export const cutAnswer: Fault = async (_call, { forward, cut }) => {
  const { status, text } = await forward();
  cut(status, text);
};

/** The call never arrives. */
export const loseCall: Fault = async (_call, { drop }) => drop();

/** The call arrives twice at once; the caller hears of the second. */
export const sendTwice: Fault = async (_call, { forward, answer }) => {
  const [, second] = await Promise.all([forward(), forward()]);
  answer(second.status, second.text);
};

/** A backend that is too busy. @see shared http-answers for the shape */
export const busy =
  (status: number, code: string): Fault =>
  async (_call, { answer }) =>
    answer(status, JSON.stringify({ code, message: "Too busy. Try again later." }));
