import type { Value } from "convex/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collectIds } from "../../src/script/isolation/shownIds.ts";
import { askedAs, type Look, verdictOf } from "../../src/script/isolation/verdict.ts";
import type { PlanIsolation } from "../../src/shared/plan.ts";
import { planTable } from "../source/planTable.ts";

const TABLE = planTable("recordings", ["id"], ["id"]);
const USERS = ["ada", "ben"] as const;
type User = (typeof USERS)[number];

const entryOf = (subject: string, query = "recordings:list"): PlanIsolation => ({
  ...{ query, args: {}, subject, table: "recordings", where: [] },
  identity: JSON.stringify({ subject }),
});

/** A document: whose row it was made of, if of any, and which users are shown it. */
type Stored = { owner: User | "cam" | null; shownTo: User[] };
const stored: fc.Arbitrary<Stored[]> = fc.array(
  fc.record({
    owner: fc.constantFrom<Stored["owner"]>(...USERS, "cam", null),
    shownTo: fc.subarray([...USERS]),
  }),
  { maxLength: 8 },
);

function lookOf(user: User, documents: readonly Stored[]): Look {
  const keys = (wanted: (document: Stored) => boolean): string[] =>
    documents.flatMap((document, at) => (wanted(document) ? [`${at}`] : []));
  return {
    ...{ kind: "look", entry: entryOf(user), table: TABLE },
    own: keys(({ owner, shownTo }) => owner === user && shownTo.includes(user)),
    missing: keys(({ owner, shownTo }) => owner === user && !shownTo.includes(user)),
    foreign: keys(({ owner, shownTo }) => owner !== user && owner !== null && shownTo.includes(user)),
    unknown: keys(({ owner, shownTo }) => owner === null && shownTo.includes(user)),
  };
}

test("any documents, shown to anybody -> it holds where each user is shown what is theirs alone, and not otherwise", () => {
  fc.assert(
    fc.property(stored, (documents) => {
      const looks = USERS.map((user) => lookOf(user, documents));
      const rightly = documents.every(({ owner, shownTo }) =>
        owner === null
          ? shownTo.length < 2
          : shownTo.every((user) => user === owner) && (owner === "cam" || shownTo.length === 1),
      );
      const provesAnything = documents.some(({ owner }) => USERS.some((user) => user === owner));
      const checks = looks.map((look) => verdictOf(look, looks));
      expect(checks.every(({ ok }) => ok)).toBe(rightly && provesAnything);
    }),
  );
});

test("the numbers that are told + what was looked at -> they agree", () => {
  fc.assert(
    fc.property(stored, (documents) => {
      const looks = USERS.map((user) => lookOf(user, documents));
      const owned = documents.filter(({ owner }) => owner === "ada").length;
      const shown = documents.filter(({ shownTo }) => shownTo.includes("ada"));
      const [check] = looks.map((look) => verdictOf(look, looks));
      const [own, others] = check?.actual.match(/\d+/g)?.map(Number) ?? [];
      const unowned = shown.filter(({ owner, shownTo }) => owner === null && shownTo.length < 2).length;
      expect(check?.expected).toBe(`${owned} of their own, 0 of others`);
      expect(own).toBe(shown.filter(({ owner }) => owner === "ada").length);
      expect(others).toBe(shown.length - (own ?? 0) - unowned);
    }),
  );
});

test("one user who asks one query twice + a document of nobody's -> it is not shared", () => {
  const look: Look = {
    ...{ kind: "look", entry: entryOf("ada"), table: TABLE },
    ...{ own: ["1"], missing: [], foreign: [], unknown: ["x"] },
  };
  const elsewhere: Look = { ...look, entry: entryOf("ben", "recordings:public") };
  expect(verdictOf(look, [look, { ...look }, elsewhere]).ok).toBe(true);
});

test("ids at any depth -> all are found, and nothing that is named otherwise", () => {
  const { value } = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Value>(null, true, 1n, 1.5, "id-of-nobody", new ArrayBuffer(2)),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("_id", "id", "items", "page"), tie("value"), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.uniqueArray(fc.uuid(), { maxLength: 5 }), (around, ids) => {
      const plain = new Set<string>();
      collectIds(around, plain);
      const named = JSON.stringify(around, (_key, item: unknown) => (typeof item === "bigint" ? 0 : item));
      expect(plain.has("id-of-nobody")).toBe(named.includes('"_id":"id-of-nobody"'));
      const found = new Set<string>();
      collectIds([around, { deep: ids.map((_id) => ({ _id, around })) }], found);
      expect([...found].sort()).toEqual([...plain, ...ids].sort());
    }),
  );
});

test.each([
  ["a1b2-c3", "recordings:list as a1b2-c3"],
  ["ada@example.com", "recordings:list as a***@example.com"],
  ["auth0|ada.l@example.com", "recordings:list as auth0|a***@example.com"],
])("the user %s -> %s", (subject, shown) => {
  expect(askedAs(entryOf(subject))).toBe(shown);
});
