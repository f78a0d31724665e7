import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isolationFindings } from "../../src/script/check/isolationFindings.ts";
import { DeploymentError } from "../../src/script/deployment.ts";
import { fetchPlan } from "../../src/script/preflight.ts";
import { documentId } from "../../src/mapping/documentId.ts";
import type { PlanIsolation } from "../../src/shared/plan.ts";
import { busy, type FaultPlan, loseCall } from "../pipeline/faultProxy.ts";
import { ADA, asked, BEN, checksOf, type Recordings, startRecordings, told } from "./recordingsWorld.ts";

let recordings: Recordings;
beforeAll(async () => {
  recordings = await startRecordings();
});
afterEach(() => {
  recordings.world.proxy.plan = () => undefined;
});
afterAll(() => recordings?.stop());

const asking = async (...entries: PlanIsolation[]) => told(await checksOf(recordings, ...entries));

describe("a query that gives no whole answer -> a check that fails, and what to do", () => {
  const ENDS_WITH_ERROR =
    'it ends with an error for this user. If it needs other arguments, correct "args"; else npx convex logs has the reason';
  test.each<[string, PlanIsolation, string]>([
    [
      "it is not there",
      asked("lists", BEN),
      'the deployment has no function recordings:lists. Correct its name in "isolation", or push the app: npx convex dev --once',
    ],
    [
      "it is internal",
      asked("internalList", BEN),
      "recordings:internalList is internal, so that no user can ask it. Name the public query that shows users their documents",
    ],
    [
      "it is a mutation",
      asked("remove", BEN),
      "recordings:remove is a function of kind Mutation, and only queries are asked. Name a query",
    ],
    [
      "it needs an argument",
      asked("withOneOfAnother", BEN),
      'recordings:withOneOfAnother needs argument "legacyId". Name it in "args"',
    ],
    [
      "it takes no such arguments",
      asked("list", BEN, { team: 1, own: true }),
      'recordings:list takes no arguments "team", "own". Correct "args"',
    ],
    ["an argument is of another type", asked("withOneOfAnother", BEN, { legacyId: 5 }), ENDS_WITH_ERROR],
    ["it throws for the user", asked("ofStrictUser", BEN), ENDS_WITH_ERROR],
    [
      "it does not know the user",
      asked("list", "nobody", {}, [{ column: "user_id", in: [BEN] }]),
      ENDS_WITH_ERROR,
    ],
    [
      "it names a document that is not there",
      asked("withOneOfAnother", BEN, { legacyId: documentId("users", 9) }),
      "users 9 has no document. Name a row in documentId() that has one",
    ],
    [
      "it shows one page of several",
      asked("firstPage", BEN),
      "it answers with one page of several. Name its argument paginationOpts, or one that makes it answer with all",
    ],
    [
      "its pages have no end",
      asked("samePage", BEN),
      "its pages come to no end: it answers with the cursor it was given",
    ],
    [
      "it takes pages and gives none",
      asked("noPage", BEN),
      "it takes paginationOpts and answers with no page. Return what .paginate() returns",
    ],
  ])("%s", async (_title, entry, detail) => {
    expect(await asking(entry, asked("list", BEN))).toEqual([
      [false, "an answer / none", detail],
      [true, "3 of their own, 0 of others / 3 of their own, 0 of others", undefined],
    ]);
  });

  test("a filter by a column that the source lacks, or by no value of its type", async () => {
    const [lacks, unfit, holds] = await asking(
      asked("list", BEN, {}, [{ column: "owner", in: [BEN] }]),
      asked("list", BEN, {}, [{ column: "user_id", in: ["Ben"] }]),
      asked("list", BEN),
    );
    expect([lacks, unfit].map((check) => check?.slice(0, 2))).toEqual([
      [false, "an answer / none"],
      [false, "an answer / none"],
    ]);
    expect(lacks?.[2]).toMatch(/^which rows are theirs cannot be read: .*recordings.*owner/s);
    expect(unfit?.[2]).toMatch(/^which rows are theirs cannot be read: .*recordings/s);
    expect(holds?.[0]).toBe(true);
  });
});

test("check, before a row moves -> a warning for each query that no user could ask", async () => {
  const io = recordings.world.io();
  const plan = await fetchPlan(io);
  expect(await isolationFindings(io, plan)).toEqual([]);
  const isolation = [
    asked("list", ADA),
    asked("internalList", BEN),
    asked("list", "ben@example.com", { team: 1 }),
  ];
  const warning = { severity: "warning", code: "ISOLATION_NOT_ASKABLE", table: "recordings", fix: "" };
  expect(await isolationFindings(io, { ...plan, isolation })).toEqual([
    {
      ...warning,
      message: `Isolation, recordings:internalList as ${BEN}: recordings:internalList is internal, so that no user can ask it. Name the public query that shows users their documents.`,
    },
    {
      ...warning,
      message:
        'Isolation, recordings:list as b***@example.com: recordings:list takes no argument "team". Correct "args".',
    },
  ]);
});

describe("a deployment that refuses", () => {
  const SPEC = "_system/cli/modules:apiSpec";
  const refusing =
    (path: string, status: number, code: string): FaultPlan =>
    (call) =>
      call.path === path ? busy(status, code) : undefined;

  test.each<[string, FaultPlan, string]>([
    [
      "the key may not act as a user",
      refusing("recordings:list", 403, "Unauthorized"),
      "Convex does not let this key act as a user (HTTP 403). Take a deploy key that may, or an admin key",
    ],
    [
      "the key is of another kind",
      refusing("recordings:list", 401, "BadAdminKey"),
      "Convex does not let this key act as a user (HTTP 401). Take a deploy key that may, or an admin key",
    ],
    [
      "it does not take the identity",
      refusing("recordings:list", 400, "HeaderParseFailure"),
      'Convex does not take this user\'s identity (HTTP 400). Correct "as": subject, issuer and email are texts',
    ],
    [
      "it does not tell its functions",
      refusing(SPEC, 403, "Unauthorized"),
      "Convex does not tell this key which functions are public (HTTP 403). Take a deploy key that may view data, or an admin key",
    ],
  ])("%s -> the check fails", async (_title, plan, detail) => {
    recordings.world.proxy.plan = plan;
    expect(await asking(asked("list", BEN))).toEqual([[false, "an answer / none", detail]]);
  });

  test("it is busy for a while -> asked again", async () => {
    let turnedAway = 0;
    recordings.world.proxy.plan = ({ path }) =>
      path === "recordings:pages" && turnedAway++ < 2 ? busy(503, "TooManyConcurrentRequests") : undefined;
    expect(await asking(asked("pages", ADA))).toEqual([
      [true, "230 of their own, 0 of others / 230 of their own, 0 of others", undefined],
    ]);
    expect(turnedAway).toBeGreaterThan(2);
  });

  test("it cannot be reached -> the command fails, as elsewhere", async () => {
    recordings.world.proxy.plan = ({ path }) => (path === "recordings:list" ? loseCall : undefined);
    await expect(asking(asked("list", BEN))).rejects.toSatisfy(
      (error) => error instanceof DeploymentError && error.code === "TARGET_UNREACHABLE",
    );
  });
});

describe("who asks", () => {
  test("an identity -> the app is told every claim of it, whatever its letters", async () => {
    const identity = { subject: "ß", issuer: "https://issuer.example", name: "Zoë 你好", roles: ["a", 1] };
    const { deployment } = recordings.world.io();
    const answer = await deployment.call("recordings:whoAmI", {}, { identity: JSON.stringify(identity) });
    expect(answer).toEqual({ ...identity, tokenIdentifier: "https://issuer.example|ß" });
    expect(await deployment.call("recordings:whoAmI", {}, {})).toBe(null);
  });

  test("an identity without what tokens are known by -> refused, as a deployment does", async () => {
    const { deployment } = recordings.world.io();
    const refused = deployment.call("recordings:whoAmI", {}, { identity: JSON.stringify({ subject: "a" }) });
    await expect(refused).rejects.toMatchObject({ code: "TARGET_FAILED", status: 400 });
  });
});
