import { expect, test } from "vitest";
import { groupedRejects } from "../../src/cli/rejects.ts";
import type { Deployment } from "../../src/script/deployment.ts";
import type { ListedReject, RejectKind } from "../../src/shared/reject.ts";

const note = (kind: RejectKind, at: number): ListedReject => ({
  ...{ kind, key: String(at), code: "BAD_KEY", reason: `reason ${at % 3}`, table: "notes", source: "notes" },
  ...{ field: `list[${at}]`, row: "SECRET ROW" },
});

/** A deployment that has so many notes of a kind, and counts the pages that it was asked for. */
function deploymentWith(notes: Partial<Record<RejectKind, number>>) {
  const asked = new Map<RejectKind, number>();
  const call = async (_path: string, args: Record<string, unknown>) => {
    const { kind, cursor, limit } = args as { kind: RejectKind; cursor: string | null; limit: number };
    asked.set(kind, (asked.get(kind) ?? 0) + 1);
    const from = Number(cursor ?? 0);
    const until = Math.min(from + limit, notes[kind] ?? 0);
    const page = Array.from({ length: until - from }, (_, at) => note(kind, from + at));
    return { page, isDone: until === (notes[kind] ?? 0), continueCursor: String(until) };
  };
  return { target: { deployment: { call } as unknown as Deployment, module: "migrations" }, asked };
}

test("notes of two kinds -> groups by place and code, some keys and reasons, the advice, no row", async () => {
  const { target } = deploymentWith({ reject: 7, conflict: 1 });
  const found = await groupedRejects(target);
  const group = { source: "notes", target: "notes", code: "BAD_KEY", field: "list[]", parents: [] };
  const advice = expect.stringMatching(/^rename the key at the source/);
  expect(found).toEqual({
    groups: [
      {
        ...group,
        kind: "reject",
        count: 7,
        keys: ["0", "1", "2"],
        reasons: ["reason 0", "reason 1"],
        advice,
      },
      { ...group, kind: "conflict", count: 1, keys: ["0"], reasons: ["reason 0"], advice },
    ],
  });
  expect(JSON.stringify(found)).not.toContain("SECRET");
});

test("exactly as many notes as are read -> nothing is cut", async () => {
  const { target } = deploymentWith({ orphan: 2000 });
  expect(await groupedRejects(target)).toMatchObject({ groups: [{ count: 2000 }] });
  expect(await groupedRejects(target)).not.toHaveProperty("cutAt");
});

test("50,000 notes of a kind -> 2,000 of them in groups, the rest not even asked for, other kinds all the same", async () => {
  const { target, asked } = deploymentWith({ reject: 50_000, unresolved: 3 });
  expect(await groupedRejects(target)).toMatchObject({
    ...{
      cutAt: 2000,
      groups: [
        { kind: "reject", count: 2000 },
        { kind: "unresolved", count: 3 },
      ],
    },
  });
  expect(asked.get("reject")).toBe(21);
});
