import { convexToJson, type Value } from "convex/values";
import { networkReason, PassingFault, type RetryTuning, withRetries } from "../source/retry.ts";
import { type FunctionAnswer, readAnswer, returnValue } from "./answer.ts";
import type { AskedQuery, CallCounts, Deployment } from "./deployment.ts";
import { faultOf, givenUp, notConvex } from "./deploymentFaults.ts";

/** A call that is about to be repeated. */
export type Retry = {
  path: string;
  attempt: number;
  /** null where no whole answer came. */
  status: number | null;
  /** Convex's own word for it. */
  code: string;
  reason: string;
  /** When it was sent that time, as `performance.now()` tells. */
  sentAtMs: number;
};

export type ConnectOptions = RetryTuning & {
  /** The deployment's URL, such as https://happy-animal-123.convex.cloud. */
  url: string;
  /** A deploy key, or the admin key of a self-hosted deployment. */
  key: string;
  fetch?: typeof globalThis.fetch;
  onRetry?: (retry: Retry) => void;
};

/**
 * A Convex deployment, called as `npx convex run` does: internal functions too.
 *
 * @see https://docs.convex.dev/http-api/
 */
export function connect(options: ConnectOptions): Deployment {
  const { url, key, fetch = globalThis.fetch, onRetry = () => {}, ...tuning } = options;
  const { host } = new URL(url);
  const api = `${url.replace(/\/+$/, "")}/api`;
  const calls: CallCounts = { functions: 0, retries: 0 };

  /** @throws PassingFault where the call is worth repeating, otherwise DeploymentError. */
  const post = async (body: string, asked: AskedQuery | undefined): Promise<FunctionAnswer> => {
    const { response, text } = await wholeAnswer(
      fetch,
      `${api}/${asked === undefined ? "function" : "query"}`,
      {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Convex ${key}${actingAs(asked)}` },
        body,
      },
    );
    if (response.status !== 200) throw faultOf(response, text, host, Date.now());
    const answer = readAnswer(text);
    if (answer === undefined) throw notConvex(host, "HTTP 200 without a function's answer", { status: 200 });
    return answer;
  };

  return {
    url,
    calls,
    async call<Answer>(path: string, args: Record<string, Value>, asked?: AskedQuery): Promise<Answer> {
      calls.functions += 1;
      const body = JSON.stringify({ path, format: "convex_encoded_json", args: convexToJson(args) });
      let sentAtMs = 0;
      const answer = await withRetries(
        () => {
          sentAtMs = performance.now();
          return post(body, asked);
        },
        tuning,
        ({ status, code, message }, attempt) => {
          calls.retries += 1;
          onRetry({ path, attempt, status, code, reason: message, sentAtMs });
        },
      ).catch((error: unknown) => {
        throw error instanceof PassingFault ? givenUp(error, host) : error;
      });
      // The caller knows what its function returns; validators on the other side hold it to that.
      return returnValue(path, answer) as Answer;
    },
  };
}

/** What follows the key where it stands in a user's place. */
const actingAs = ({ identity }: AskedQuery = {}): string =>
  identity === undefined ? "" : `:${Buffer.from(identity, "utf8").toString("base64")}`;

/** The body is read here, so that one that is cut midway counts as no answer and is asked for again. */
async function wholeAnswer(fetch: typeof globalThis.fetch, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init);
    return { response, text: await response.text() };
  } catch (error) {
    throw new PassingFault(networkReason(error), { cause: error });
  }
}
