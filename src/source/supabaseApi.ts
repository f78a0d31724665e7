import { networkReason, type RetryTuning } from "./retry.ts";
import { type Fetch, retryingFetch } from "./retryingFetch.ts";
import type { SourceError } from "./source.ts";
import { sourceError } from "./supabaseErrors.ts";

/** An answer of any status, its body as the server wrote it. */
export type ApiAnswer = { status: number; headers: Headers; text: string };

/** A project's HTTP API, for what supabase-js does not hand on as text. */
export interface SupabaseApi {
  host: string;
  /**
   * @param path Relative to the project's URL.
   * @param subject What is read, for messages.
   * @throws SourceError where no answer came.
   */
  get(path: string, subject: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** The error that a refusing answer stands for. */
  failure(answer: ApiAnswer, subject: string): SourceError;
}

export function supabaseApi(url: string, key: string, fetch: Fetch, tuning: RetryTuning): SupabaseApi {
  const base = url.endsWith("/") ? url : `${url}/`;
  const { host } = new URL(base);
  const get = retryingFetch(fetch, tuning);
  return {
    host,
    async get(path, subject, headers = {}) {
      try {
        const answer = await get(new URL(path, base), {
          headers: { ...headers, apikey: key, authorization: `Bearer ${key}` },
        });
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      } catch (error) {
        throw sourceError({ status: 0, error: { message: networkReason(error) } }, subject, host);
      }
    },
    failure: ({ status, text }, subject) => sourceError({ status, error: errorIn(text) }, subject, host),
  };
}

/** PostgREST's errors have a code of text; the auth server's is a number, which tells no more than the status. */
export function errorIn(text: string): { code?: string; message: string; hint?: string } {
  const { code, message, hint } = objectIn(text);
  return {
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof hint === "string" ? { hint } : {}),
    message: typeof message === "string" ? message : "",
  };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
