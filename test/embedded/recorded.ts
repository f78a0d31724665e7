import { existsSync, readFileSync } from "node:fs";

export interface RecordedCase {
  case: string;
  request: { endpoint: string; authorization: string; body: unknown };
  response: { status: number; body: unknown };
}

const FILE = new URL("../../../shared/http-answers.json", import.meta.url);

/** Answers of a real backend, or null where the recording does not lie beside the repository. */
export function recordedCases(): RecordedCase[] | null {
  if (!existsSync(FILE)) return null;
  return (JSON.parse(readFileSync(FILE, "utf8")) as { answers: RecordedCase[] }).answers;
}

/** Replaces what differs between any two runs: request ids, document ids, sizes of documents, and frames of the app's code. */
export function masked(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll(/\[Request ID: [^\]]+\]/g, "[Request ID: …]")
    .replaceAll(/"(?:[a-z0-9]{31,32}|0+\d+[a-zA-Z]+)"/g, '"<id>"')
    .replaceAll(/\\"(?:[a-z0-9]{31,32}|0+\d+[a-zA-Z]+)\\"/g, '\\"<id>\\"')
    .replaceAll(/actual: \d+ bytes/g, "actual: … bytes")
    .replaceAll(/ {4}at .*?(?:\)|>\))\\n/g, "");
  return JSON.parse(text);
}
