import type { Value } from "convex/values";
import type { MigrationErrorData } from "../shared/errors.ts";

/** Functions called and calls repeated since the script began. */
export type CallCounts = { functions: number; retries: number };

/**
 * That a call is a query as the app's clients ask it; with an identity, as JSON text, the key stands in that user's place.
 */
export type AskedQuery = { identity?: string };

/** The target: a Convex deployment, called with its deploy or admin key. */
export interface Deployment {
  readonly url: string;
  readonly calls: Readonly<CallCounts>;
  /**
   * Calls a function of the app, such as `migrations:load`. Network errors, 408, 421, 425, 429, 500, 502, 503 and 504
   * are tried again with jitter, so the function must be safe to repeat.
   *
   * @throws MigrationError where the function threw a ConvexError of this library.
   * @throws FunctionRefused where Convex ran or refused the function with an error that carries no data.
   * @throws DeploymentError where the deployment cannot be reached or does not take the key.
   */
  call<Answer>(path: string, args: Record<string, Value>, asked?: AskedQuery): Promise<Answer>;
}

/** An error that this library's functions threw inside Convex. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly data: MigrationErrorData;

  constructor(data: MigrationErrorData) {
    super(data.message);
    this.data = data;
  }
}

/**
 * HTTP 200 with `status: "error"` and no data of ours: a limit, arguments that do not fit, or a function that is not
 * there. Production hides which, so nothing may be decided by the message.
 */
export class FunctionRefused extends Error {
  override readonly name = "FunctionRefused";
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

export type DeploymentErrorCode =
  | "TARGET_UNREACHABLE"
  | "TARGET_KEY_REFUSED"
  | "TARGET_TOO_LARGE"
  | "TARGET_FAILED";

/** The deployment did not answer as a deployment does, or did not take the key. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
  readonly code: DeploymentErrorCode;
  readonly status: number | undefined;

  constructor(
    code: DeploymentErrorCode,
    message: string,
    options: { status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }
}

/** Convex refused a call for its size, its time or its memory: a smaller one may pass. */
export const isRefusal = (error: unknown): error is FunctionRefused | DeploymentError =>
  error instanceof FunctionRefused || (error instanceof DeploymentError && error.code === "TARGET_TOO_LARGE");
