/// <reference types="vite/client" />
import { expect, test } from "vitest";
import * as app from "../../convex/migrations.ts";
import packageJson from "../../package.json" with { type: "json" };
import { VERSION } from "../../src/shared/version.ts";

type Registered = {
  isQuery?: true;
  isMutation?: true;
  isAction?: true;
  isPublic?: true;
  isInternal?: true;
  exportReturns(): string;
};

const component = import.meta.glob<Record<string, unknown>>("../../src/component/*.ts", { eager: true });

/** Each function that Convex would register, with who may call it and whether its answer is checked. */
function registered(module: Record<string, unknown>) {
  return Object.entries(module)
    .filter((entry): entry is [string, Registered] => isRegistered(entry[1]))
    .map(([name, { isPublic, isInternal, exportReturns }]) => ({
      name,
      visibility: isPublic ? "public" : isInternal ? "internal" : "none",
      returns: exportReturns() !== "null",
    }));
}

function isRegistered(value: unknown): boolean {
  if (typeof value !== "function") return false;
  const { isQuery, isMutation, isAction } = value as Partial<Registered>;
  return [isQuery, isMutation, isAction].includes(true);
}

test("the app exports internal functions alone: only an admin key calls them", () => {
  const functions = registered(app);
  expect(functions.map(({ name }) => name).sort()).toEqual([
    "advance",
    "begin",
    "clearLegacy",
    "compare",
    "finish",
    "intervals",
    "legacyIds",
    "load",
    "naturalKeys",
    "origins",
    "outdated",
    "plan",
    "rejects",
    "remove",
    "resolveConversations",
    "resolveMessages",
    "run",
    "status",
    "undo",
    "undoBatches",
    "undoCheck",
    "walk",
  ]);
  expect(functions.filter(({ visibility }) => visibility !== "internal")).toEqual([]);
  // A pass is a migration of @convex-dev/migrations, which names no validator for its answer.
  expect(functions.filter(({ returns }) => !returns).map(({ name }) => name)).toEqual([
    "resolveConversations",
    "resolveMessages",
  ]);
});

test("the component exports public functions alone, each with a checked answer: only the app calls them", () => {
  const functions = Object.values(component).flatMap(registered);
  expect(functions.map(({ name }) => name)).toContain("record");
  expect(functions.filter(({ visibility, returns }) => visibility !== "public" || !returns)).toEqual([]);
});

test("the version that deployment and script compare is the package's", () => {
  expect(VERSION).toBe(packageJson.version);
});
