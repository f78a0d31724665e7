import { convexToJson, type JSONValue, type Value } from "convex/values";
import { type Refusal, refused } from "./answers.ts";
import type { FunctionCall } from "./callFunction.ts";
import type { FunctionKind } from "./convexFunction.ts";

interface CallBody {
  componentPath?: string | null;
  path: string;
  /** Without it, values come back as plain JSON, in which int64 and bytes are strings. */
  format?: string;
  args: JSONValue;
}

/** The call that a request's body asks for; null stands for a body over the limit. */
export function readCall(
  body: Buffer | null,
  kind: FunctionKind | null,
  origin: string,
): FunctionCall | Refusal {
  if (body === null) return refused.tooLong;
  const parsed = parse(body.toString("utf8"));
  if ("kind" in parsed) return parsed;
  const { path, args, componentPath, format } = parsed;
  if (typeof path !== "string") return refused.shape("missing field `path` at line 1 column 2");
  if (typeof args !== "object" || args === null)
    return refused.shape("missing field `args` at line 1 column 2");
  return {
    componentPath: componentPath ?? "",
    path,
    // The HTTP client wraps the arguments in an array of one.
    args: Array.isArray(args) ? (args[0] ?? {}) : args,
    kind,
    origin,
    encode: format === "convex_encoded_json" ? convexToJson : plainJson,
  };
}

function parse(text: string): CallBody | Refusal {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as CallBody;
    return refused.shape("invalid type, expected a map at line 1 column 1");
  } catch {
    return refused.json(
      /^\{[^"\s}]/.test(text)
        ? "key must be a string at line 1 column 2"
        : "expected value at line 1 column 1",
    );
  }
}

const plainJson = (value: Value): JSONValue =>
  JSON.parse(
    JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === "bigint") return item.toString();
      return item instanceof ArrayBuffer ? Buffer.from(item).toString("base64") : item;
    }),
  ) as JSONValue;
