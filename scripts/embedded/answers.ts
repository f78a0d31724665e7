import { randomBytes } from "node:crypto";
import type { JSONValue } from "convex/values";

/** An answer that is not a function's outcome: status and code tell a client what to do. */
export interface Refusal {
  kind: "refused";
  status: number;
  body: { code: string; message: string };
}

const refusal = (status: number, code: string, message: string): Refusal => ({
  kind: "refused",
  status,
  body: { code, message },
});

export const refused = {
  adminKey: refusal(401, "BadAdminKey", "The provided admin key was invalid for this instance"),
  deployKey: refusal(
    403,
    "BadDeployKey",
    "The provided deploy key was invalid for this deployment. Double check that the environment this key was generated for matches the desired deployment.",
  ),
  token: refusal(
    401,
    "InvalidAuthHeader",
    "Could not parse JWT payload. Check that the token is a valid JWT format with three base64-encoded parts separated by dots.",
  ),
  header: refusal(400, "HeaderParseFailure", "Malformed Authorization header."),
  tooLong: refusal(400, "BadJsonBody", "Failed to buffer the request body: length limit exceeded"),
  component: refusal(500, "InternalServerError", "Your request couldn't be completed. Try again later."),
  json: (problem: string): Refusal =>
    refusal(400, "BadJsonBody", `Failed to parse the request body as JSON: ${problem}`),
  shape: (problem: string): Refusal =>
    refusal(400, "BadJsonBody", `Failed to deserialize the JSON body into the target type: ${problem}`),
};

/** What became of a function, HTTP 200 in either case. */
export type Outcome = { logLines?: string[] } & (
  | { status: "success"; value: JSONValue }
  | { status: "error"; errorMessage: string; errorData?: JSONValue }
);

export const serverError = (report: string): string =>
  `[Request ID: ${randomBytes(8).toString("hex")}] Server Error\n${report}`;
