import { PassingFault, retryAfterMs } from "../source/retry.ts";
import { faultCode } from "./answer.ts";
import { DeploymentError } from "./deployment.ts";

const PASSING = new Set([408, 421, 425, 429, 500, 502, 503, 504]);
const OVERLOADED = new Set([429, 503]);

// A deployment that has just been made may be unknown for a moment; a wrong URL stays unknown.
const NOT_FOUND_RETRIES = 2;
// A component that is not installed is a 500 for ever, and nothing tells it from one that passes.
const INTERNAL_ERROR_RETRIES = 4;

/** Convex's word for its limit on the bytes that a deployment writes in a second. */
export const TOO_MANY_WRITES = "TooManyWrites";

/** Whether a status asks for fewer calls at once. */
export const isOverload = (status: number | null): boolean => status !== null && OVERLOADED.has(status);

/** An answer that is not HTTP 200, as the error to throw: a PassingFault where the call is worth repeating. */
export function faultOf(response: Response, text: string, host: string, nowMs: number): Error {
  const { status } = response;
  const code = faultCode(text);
  if (PASSING.has(status) || status === 404) {
    return new PassingFault(answered(status, code), {
      // A second later there is room again.
      ...{ status, code, isBrief: code === TOO_MANY_WRITES },
      retryAfterMs: retryAfterMs(response.headers.get("retry-after"), nowMs),
      ...(status === 404 ? { maxRetries: NOT_FOUND_RETRIES } : {}),
      ...(status === 500 ? { maxRetries: INTERNAL_ERROR_RETRIES } : {}),
    });
  }
  if (status === 401 || status === 403) {
    return new DeploymentError(
      "TARGET_KEY_REFUSED",
      `Convex at ${host} does not take this key (${answered(status, code)}). Check that CONVEX_DEPLOY_KEY belongs to ` +
        "this deployment, or, for a self-hosted one, CONVEX_SELF_HOSTED_ADMIN_KEY.",
      { status },
    );
  }
  if (status === 413 || (status === 400 && code === "BadJsonBody")) {
    return new DeploymentError(
      "TARGET_TOO_LARGE",
      `Convex at ${host} does not take a call of this size (${answered(status, code)}). Send fewer rows at once.`,
      { status },
    );
  }
  return new DeploymentError("TARGET_FAILED", `Convex at ${host} failed: ${answered(status, code)}.`, {
    status,
  });
}

/** What is left to say once a fault has not passed. */
export function givenUp(fault: PassingFault, host: string): DeploymentError {
  const { status, message } = fault;
  const options = { cause: fault, ...(status === null ? {} : { status }) };
  if (status === null) {
    return new DeploymentError(
      "TARGET_UNREACHABLE",
      `Convex at ${host} could not be reached (${message}). Check CONVEX_URL (or CONVEX_SELF_HOSTED_URL) and the network.`,
      options,
    );
  }
  if (status === 404) return notConvex(host, message, options);
  if (status === 500) {
    return new DeploymentError(
      "TARGET_FAILED",
      `Convex at ${host} kept failing (${message}). Push the app with its components, then run again: npx convex dev`,
      options,
    );
  }
  return new DeploymentError(
    "TARGET_UNREACHABLE",
    `Convex at ${host} kept turning calls away (${message}). Wait until it is less busy, then run again.`,
    options,
  );
}

/** Something answered that is not a deployment. */
export const notConvex = (host: string, found: string, options: { status?: number; cause?: unknown } = {}) =>
  new DeploymentError(
    "TARGET_FAILED",
    `${host} does not answer as a Convex deployment does (${found}). Check CONVEX_URL: it ends in .convex.cloud, ` +
      "unlike the .convex.site of HTTP actions.",
    options,
  );

const answered = (status: number, code: string): string =>
  code === "" ? `HTTP ${status}` : `HTTP ${status} ${code}`;
