import { describe, expect, test } from "vitest";
import { networkReason, PassingFault, retryAfterMs, withRetries } from "../../src/source/retry.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");

test.each([
  ["no header", null, 0],
  ["seconds", "3", 3000],
  ["a date to come", "Thu, 01 Jan 2026 00:00:05 GMT", 5000],
  ["a date gone by", "Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["more than a minute", "3600", 60_000],
  ["neither", "soon", 0],
])("Retry-After: %s", (_title, header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});

describe("a task is repeated", () => {
  const failing = (error: Error) => {
    const attempts = { count: 0 };
    const task = async () => {
      attempts.count += 1;
      throw error;
    };
    return { attempts, task };
  };

  test.each([
    ["a fault that may pass -> as often as allowed", new PassingFault("busy"), 4, 3],
    ["a fault worth one repetition -> once", new PassingFault("unknown", { maxRetries: 1 }), 2, 1],
    ["any other error -> not at all", new Error("wrong"), 1, 0],
    [
      "a bug, which is a TypeError as lost connections are -> not at all",
      new TypeError("x is not a function"),
      1,
      0,
    ],
  ])("%s", async (_title, error, expectedAttempts, expectedRetries) => {
    const { attempts, task } = failing(error);
    const told: number[] = [];
    const run = withRetries(task, { retries: 3, minTimeoutMs: 0 }, (_fault, attempt) => told.push(attempt));
    await expect(run).rejects.toBe(error);
    expect(attempts.count).toBe(expectedAttempts);
    expect(told).toEqual(Array.from({ length: expectedRetries }, (_, at) => at + 1));
  });
});

test("a failed fetch -> the reason at its root", () => {
  const refused = new Error("connect ECONNREFUSED 127.0.0.1:1");
  expect(networkReason(new TypeError("fetch failed", { cause: refused }))).toBe(refused.message);
  const both = new AggregateError([refused], "");
  expect(networkReason(new TypeError("fetch failed", { cause: both }))).toBe(refused.message);
});
