import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentId } from "../../src/mapping/documentId.ts";
import type { PlanIsolation } from "../../src/shared/plan.ts";
import { ADA, asked, BEN, CAM, checksOf, type Recordings, startRecordings, told } from "./recordingsWorld.ts";

let recordings: Recordings;
beforeAll(async () => {
  recordings = await startRecordings();
});
afterAll(() => recordings?.stop());

const asking = async (...entries: PlanIsolation[]) => told(await checksOf(recordings, ...entries));

describe("a query that shows what is others'", () => {
  test("the owner was forgotten -> all of others, named up to ten", async () => {
    const of230 = "230 documents of others shown to them (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and 220 more)";
    expect(
      await asking(asked("everybodys", ADA), asked("everybodys", BEN), asked("everybodys", CAM)),
    ).toEqual([
      [
        false,
        "230 of their own, 0 of others / 230 of their own, 3 of others",
        "3 documents of others shown to them (1001, 1002, 1003)",
      ],
      [false, "3 of their own, 0 of others / 3 of their own, 230 of others", of230],
      [
        false,
        "0 of their own, 0 of others / 0 of their own, 233 of others",
        "233 documents of others shown to them (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and 223 more)",
      ],
    ]);
  });

  test("exactly one of another's -> that one, and for its owner nothing is wrong", async () => {
    const leak = { legacyId: "200" };
    expect(await asking(asked("withOneOfAnother", BEN, leak), asked("withOneOfAnother", ADA, leak))).toEqual([
      [
        false,
        "3 of their own, 0 of others / 3 of their own, 1 of others",
        "1 document of others shown to them (200)",
      ],
      [true, "230 of their own, 0 of others / 230 of their own, 0 of others", undefined],
    ]);
  });

  test("a document that nobody owns at the source, shown to two users -> both fail; to one of them -> neither", async () => {
    const { t } = recordings.world.convex;
    const [user] = await t.run(({ db }) => db.query("users").collect());
    const document = { legacyId: "gone", ownerId: user?._id, title: "Gone" };
    const id = await t.run(({ db }) => db.insert("recordings", { ...document, legacyId: "424242" }));
    const leak = { legacyId: "424242" };
    const both = await asking(asked("withOneOfAnother", BEN, leak), asked("withOneOfAnother", CAM, leak));
    const alone = await asking(asked("withOneOfAnother", BEN, leak), asked("list", CAM));
    await t.run(({ db }) => db.delete(id));
    const shared = `1 document without a row at the source shown to other users too (${id})`;
    expect(both).toEqual([
      [false, "3 of their own, 0 of others / 3 of their own, 1 of others", shared],
      [false, "0 of their own, 0 of others / 0 of their own, 1 of others", shared],
    ]);
    expect(alone[0]).toEqual([
      true,
      "3 of their own, 0 of others / 3 of their own, 0 of others",
      "1 document shown without a row at the source",
    ]);
  });
});

describe("a user who owns nothing", () => {
  const NOTHING =
    'they own no row, and no other user is shown one of theirs: that proves nothing. Correct "owns", or add a user who has some';

  test("nobody else asks -> it proves nothing", async () => {
    expect(await asking(asked("list", CAM))).toEqual([
      [false, "0 of their own, 0 of others / 0 of their own, 0 of others", NOTHING],
    ]);
  });

  test("another user is shown their own by the same query -> it holds", async () => {
    expect(await asking(asked("list", CAM), asked("list", BEN))).toEqual([
      [true, "0 of their own, 0 of others / 0 of their own, 0 of others", undefined],
      [true, "3 of their own, 0 of others / 3 of their own, 0 of others", undefined],
    ]);
  });

  test("another user is shown their own, by another query -> it proves nothing", async () => {
    const [first] = await asking(asked("list", CAM), asked("home", BEN));
    expect(first?.[0]).toBe(false);
  });
});

describe("how a query answers", () => {
  test.each([
    ["an array", "list", {}],
    ["pages, which its arguments tell", "pages", {}],
    [
      "pages of another size, which its mapping tells",
      "pages",
      { paginationOpts: { numItems: 7, cursor: null } },
    ],
    ["pages, which only its mapping tells", "undeclaredPages", { paginationOpts: { numItems: 100 } }],
    ["an object with documents of several tables, some of them deep", "home", {}],
  ])("%s -> every document is counted", async (_title, query, args) => {
    expect(await asking(asked(query, ADA, args))).toEqual([
      [true, "230 of their own, 0 of others / 230 of their own, 0 of others", undefined],
    ]);
  });

  test("the ids of documents in arguments and subject, named by their rows -> the ids that the documents have", async () => {
    const entry = asked("ofUserId", "", { ownerId: documentId("users", ADA) }, [
      { column: "user_id", in: [ADA] },
    ]);
    const identity = { subject: `${documentId("users", ADA)}|session`, issuer: "https://app.example" };
    expect(await asking({ ...entry, identity: JSON.stringify(identity) })).toEqual([
      [true, "230 of their own, 0 of others / 230 of their own, 0 of others", undefined],
    ]);
  });

  test("no ids -> nothing of their own is shown", async () => {
    expect(await asking(asked("titles", BEN))).toEqual([
      [
        false,
        "3 of their own, 0 of others / 0 of their own, 0 of others",
        "3 documents of their own not shown to them (1001, 1002, 1003); nothing that it answers has the _id of such a document",
      ],
    ]);
  });
});
