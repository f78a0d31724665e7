import { type JSONValue, jsonToConvex, type Value } from "convex/values";
import { z } from "zod";
import { type MigrationErrorData, vMigrationError } from "../shared/errors.ts";
import { FunctionRefused, MigrationError } from "./deployment.ts";

/** What a deployment answers with HTTP 200, whether the function returned or threw. */
const answerSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), value: z.unknown() }),
  z.object({ status: z.literal("error"), errorMessage: z.string(), errorData: z.unknown().optional() }),
]);
export type FunctionAnswer = z.infer<typeof answerSchema>;

/** What a deployment answers with any other status. */
const faultSchema = z.object({ code: z.string() });

const OUR_CODES: ReadonlySet<string> = new Set(
  vMigrationError.members.map((member) => member.fields.code.value),
);

// A message goes on with the arguments or the document, which hold rows, and with the stack, which says where, not what.
const END_OF_REASON = /^(?:Object|Value|Validator):|^at /;
const HIDDEN = "Server Error";
const MESSAGE_LINES = 3;
const MESSAGE_LENGTH = 500;

/** The envelope of a function's answer, or undefined where the text is not one. */
export function readAnswer(text: string): FunctionAnswer | undefined {
  return answerSchema.safeParse(parseJson(text)).data;
}

/** The code of a fault such as `{"code": "BadAdminKey", "message": …}`; empty where there is none. */
export function faultCode(text: string): string {
  return faultSchema.safeParse(parseJson(text)).data?.code ?? "";
}

/**
 * The function's return value.
 *
 * @throws MigrationError, FunctionRefused
 */
export function returnValue(path: string, answer: FunctionAnswer): Value {
  if (answer.status === "success") return jsonToConvex(answer.value as JSONValue);
  const data = answer.errorData === undefined ? undefined : jsonToConvex(answer.errorData as JSONValue);
  if (isMigrationError(data)) throw new MigrationError(data);
  throw new FunctionRefused(path, `Convex refused ${path}: ${reasonOf(answer.errorMessage)}`);
}

// Only this library's functions throw these codes, and they check their shape before they do.
function isMigrationError(data: unknown): data is MigrationErrorData {
  if (typeof data !== "object" || data === null || !("code" in data) || !("message" in data)) return false;
  return typeof data.code === "string" && OUR_CODES.has(data.code) && typeof data.message === "string";
}

/** Without the request's id, which differs every time, and the headline, which is always the same. */
function reasonOf(message: string): string {
  const lines = message
    .replace(/^\[Request ID: [^\]]*\]\s*/, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const [headline = "", ...rest] = lines;
  const telling = rest.length > 0 && headline === HIDDEN ? rest : lines;
  const end = telling.findIndex((line) => END_OF_REASON.test(line));
  const text = telling.slice(0, end === -1 ? MESSAGE_LINES : Math.min(end, MESSAGE_LINES)).join(" ");
  if (text === HIDDEN || text === "") return "production hides the reason; it is in Convex dashboard → Logs.";
  return text.length > MESSAGE_LENGTH ? `${text.slice(0, MESSAGE_LENGTH)}…` : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
