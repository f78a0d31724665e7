import { networkReason, PassingFault, type RetryTuning, retryAfterMs, withRetries } from "./retry.ts";

export type Fetch = typeof globalThis.fetch;

// Postgres's own limit on a statement: once or twice may be load, more often it is the query.
const STATEMENT_TIMEOUT = "57014";
const STATEMENT_TIMEOUT_RETRIES = 2;

/**
 * A fetch whose GETs are repeated on network errors, cut bodies, 408, 429 and 5xx other than 501, with the body read
 * before it returns. After the last repetition it returns the server's answer, or rejects where there was none.
 */
export function retryingFetch(fetchOnce: Fetch, tuning: RetryTuning = {}): Fetch {
  return async (input, init) => {
    const method = init?.method ?? (input instanceof Request ? input.method : "GET");
    if (method !== "GET") return fetchOnce(input, init);
    let answer: Response | undefined;
    try {
      return await withRetries(async () => {
        answer = undefined;
        answer = await wholeAnswer(fetchOnce, input, init);
        if (!isPassing(answer.status)) return answer;
        throw await passingFault(answer);
      }, tuning);
    } catch (error) {
      if (answer !== undefined) return answer;
      throw error;
    }
  };
}

/** The answer with its body in memory, so that a body cut midway fails here, where it can be repeated. */
async function wholeAnswer(fetchOnce: Fetch, ...request: Parameters<Fetch>): Promise<Response> {
  try {
    const { status, statusText, headers, ...rest } = await bodyOf(await fetchOnce(...request));
    return new Response(rest.body, { status, statusText, headers });
  } catch (error) {
    throw new PassingFault(networkReason(error), { cause: error });
  }
}

async function bodyOf(response: Response) {
  const { status, statusText, headers } = response;
  const text = await response.text();
  return { status, statusText, headers, body: text === "" ? null : text };
}

/** Statuses that the same request may not meet again. */
export const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status !== 501);

async function passingFault(answer: Response): Promise<PassingFault> {
  const timedOut = (await answer.clone().text()).includes(`"${STATEMENT_TIMEOUT}"`);
  return new PassingFault(`HTTP ${answer.status}`, {
    status: answer.status,
    retryAfterMs: retryAfterMs(answer.headers.get("retry-after"), Date.now()),
    ...(timedOut ? { maxRetries: STATEMENT_TIMEOUT_RETRIES } : {}),
  });
}
