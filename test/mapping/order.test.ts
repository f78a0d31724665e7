import { describe, expect, test } from "vitest";
import { ref } from "../../src/mapping/refs.ts";
import { mappingOf, optional, orderOf, required, waiting } from "./declared.ts";

describe("load order", () => {
  test("no refs -> the mapping's own order", () => {
    expect(orderOf(mappingOf({ c: {}, a: {}, b: {} }))).toEqual({
      order: ["c", "a", "b"],
      deferred: [],
      problems: [],
    });
  });

  test("children first in the mapping -> parents first in the plan", () => {
    const mapping = mappingOf({
      messages: required("threadId", "threads"),
      threads: required("userId", "users"),
      users: {},
    });
    expect(orderOf(mapping)).toEqual({ order: ["users", "threads", "messages"], deferred: [], problems: [] });
  });

  test("an optional ref outside any cycle -> its table is loaded first, and nothing waits", () => {
    const mapping = mappingOf({ notes: waiting("userId", "users"), users: {} });
    expect(orderOf(mapping)).toEqual({ order: ["users", "notes"], deferred: [], problems: [] });
  });

  test("a self reference -> a pass", () => {
    const mapping = mappingOf({ messages: waiting("replyToId", "messages") });
    expect(orderOf(mapping)).toEqual({ order: ["messages"], deferred: ["messages.replyToId"], problems: [] });
  });

  test("two tables that refer to each other -> the optional ref waits, whichever comes first in the mapping", () => {
    const threads = waiting("lastMessageId", "messages");
    const messages = required("threadId", "threads");
    const expected = { order: ["threads", "messages"], deferred: ["threads.lastMessageId"], problems: [] };
    expect(orderOf(mappingOf({ threads, messages }))).toEqual(expected);
    expect(orderOf(mappingOf({ messages, threads }))).toEqual(expected);
  });

  test("a cycle of three with one optional ref -> that ref waits", () => {
    const mapping = mappingOf({
      a: required("bId", "b"),
      b: required("cId", "c"),
      c: waiting("aId", "a"),
    });
    expect(orderOf(mapping)).toEqual({ order: ["c", "b", "a"], deferred: ["c.aId"], problems: [] });
  });

  test("a cycle of optional refs alone -> the mapping's order, and only refs to later tables wait", () => {
    const mapping = mappingOf({
      a: { ...waiting("bId", "b"), ...waiting("cId", "c") },
      b: waiting("cId", "c"),
      c: waiting("aId", "a"),
    });
    expect(orderOf(mapping)).toEqual({
      order: ["a", "b", "c"],
      deferred: ["a.bId", "a.cId", "b.cId"],
      problems: [],
    });
  });

  test("two refs to one table -> each by itself", () => {
    const mapping = mappingOf({
      users: waiting("favouriteId", "posts"),
      posts: { ...required("authorId", "users"), ...waiting("reviewerId", "users") },
    });
    expect(orderOf(mapping)).toEqual({
      order: ["users", "posts"],
      deferred: ["users.favouriteId"],
      problems: [],
    });
  });

  test('resolve: "pass" -> the ref waits, and its table may come later', () => {
    const mapping = mappingOf(
      { notes: waiting("userId", "users"), users: {} },
      { notes: { fields: { userId: ref("users", "user_id", { resolve: "pass" }) } } },
    );
    expect(orderOf(mapping)).toEqual({ order: ["notes", "users"], deferred: ["notes.userId"], problems: [] });
  });

  test("a ref to a table that is not mapped -> looked up while loading, at any place", () => {
    const mapping = mappingOf(
      { notes: required("userId", "users"), users: {} },
      { users: null, notes: { fields: { userId: ref("users") } } },
    );
    expect(orderOf(mapping)).toEqual({ order: ["notes"], deferred: [], problems: [] });
  });
});

const CYCLE =
  ": required refs form a cycle, so none of these tables can be loaded first. Make one of the refs " +
  'v.optional(v.id(…)) in the schema and add its legacy("…") field, so that a pass can resolve it.';

describe("what cannot be ordered", () => {
  test("a cycle of required refs -> a problem that names its tables, and the others are still ordered", () => {
    const mapping = mappingOf({ a: required("bId", "b"), b: required("aId", "a"), users: {} });
    expect(orderOf(mapping)).toMatchObject({
      order: ["users", "a", "b"],
      problems: [{ table: "a", message: `a, b${CYCLE}` }],
    });
  });

  test("a table that refers to such a cycle -> is not said to be part of it", () => {
    const mapping = mappingOf({
      notes: required("aId", "a"),
      a: required("bId", "b"),
      b: required("aId", "a"),
    });
    expect(orderOf(mapping).problems).toEqual([{ table: "a", message: `a, b${CYCLE}` }]);
  });

  test("an optional ref without a legacy field cannot wait either", () => {
    const mapping = mappingOf({ a: optional("bId", "b"), b: required("aId", "a") });
    expect(orderOf(mapping).problems).toEqual([{ table: "a", message: `a, b${CYCLE}` }]);
  });

  test("a required self reference -> a problem with the change to make", () => {
    expect(orderOf(mappingOf({ messages: required("replyToId", "messages") }))).toEqual({
      order: ["messages"],
      deferred: ["messages.replyToId"],
      problems: [
        {
          table: "messages",
          field: "replyToId",
          message:
            'messages: replyToId refers to "messages" and must wait for a pass. In the schema, make replyToId ' +
            'v.optional(v.id("messages")) and add ...legacy("replyToId") to the table.',
        },
      ],
    });
  });

  test("an optional self reference without its legacy field -> a problem with the field to add", () => {
    expect(orderOf(mappingOf({ messages: optional("replyToId", "messages") })).problems).toEqual([
      {
        table: "messages",
        field: "replyToId",
        message:
          'messages: replyToId refers to "messages" and must wait for a pass. In the schema, add ' +
          '...legacy("replyToId"), that is legacyReplyToId: v.optional(v.string()), to the table.',
      },
    ]);
  });

  test('resolve: "pass" on a required ref -> the same problem', () => {
    const mapping = mappingOf(
      { users: {}, notes: required("userId", "users") },
      { notes: { fields: { userId: ref("users", "user_id", { resolve: "pass" }) } } },
    );
    expect(orderOf(mapping).problems).toEqual([
      {
        table: "notes",
        field: "userId",
        message:
          'notes: userId refers to "users" and must wait for a pass. In the schema, make userId ' +
          'v.optional(v.id("users")) and add ...legacy("userId") to the table.',
      },
    ]);
  });
});
