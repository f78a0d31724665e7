import type { Infer } from "convex/values";
import { expectTypeOf, test } from "vitest";
import {
  array,
  boolean,
  bytes,
  cents,
  composite,
  computed,
  decimal,
  hstore,
  integer,
  interval,
  json,
  number,
  object,
  range,
  ref,
  text,
  timestamp,
  vector,
} from "../../src/client/index.ts";
import { legacy } from "../../src/client/schema.ts";
import { contacts } from "./contactsMigration.ts";

test("computed sees what its columns yield, and makes what the field takes", () => {
  const inputs = {
    a: text(),
    b: integer(),
    c: timestamp("c", { unit: "microseconds" }),
    d: array(boolean()),
    e: decimal(),
    f: cents(),
  };
  computed(inputs, (values) => {
    expectTypeOf(values).branded.toEqualTypeOf<{
      a: string | null;
      b: number | null;
      c: bigint | null;
      d: boolean[] | null;
      e: string | null;
      f: number | null;
    }>();
    return null;
  });
  // @ts-expect-error a number for v.string()
  contacts({ name: computed({ a: text() }, () => 5) });
  // @ts-expect-error undefined for a required field
  contacts({ name: computed({ a: text() }, () => undefined) });
  // @ts-expect-error perhaps undefined for a required field
  contacts({ name: computed({ a: text() }, ({ a }) => a ?? undefined) });
  // @ts-expect-error null for an optional field that is not nullable
  contacts({ externalRef: computed({ a: text() }, () => null) });
  // @ts-expect-error another text than the literals
  contacts({ role: computed({ a: text() }, () => "admin" as const) });
  // @ts-expect-error text for an id
  contacts({ workspaceId: computed({ a: text() }, () => "j57") });
  // @ts-expect-error a Date is no value of Convex
  computed({ a: text() }, () => new Date());
  // @ts-expect-error a promise is no value of Convex
  computed({ a: text() }, async () => "x");
  // @ts-expect-error a ref is no column of values
  computed({ a: ref("users") }, () => "x");
});

test("a default has the type of its column", () => {
  // @ts-expect-error a number for text
  text().default(5);
  // @ts-expect-error text for a boolean
  boolean().default("false");
  // @ts-expect-error a number for microseconds
  timestamp("at", { unit: "microseconds" }).default(0);
  // @ts-expect-error text among numbers
  array(number()).default(["1"]);
});

test("options that do not exist do not compile", () => {
  // @ts-expect-error no such unit
  timestamp("at", { unit: "seconds" });
  // @ts-expect-error no such policy
  timestamp("at", { infinity: "null" });
  // @ts-expect-error no such policy
  ref("users", "user_id", { resolve: "later" });
  // @ts-expect-error a ref has no elements
  array(ref("users"));
});

test("an object fills fields of its own types, and so do arrays of it", () => {
  contacts({ address: object({ city: text().default("none") }) });
  contacts({ address: composite({ city: text() }, "place", { rest: "ignore" }) });
  contacts({ settings: array(object({ at: timestamp(), tags: array(text()).default([]) })).default([]) });
  contacts({ tags: array(text()).default([]), settings: range(integer()) });
  // @ts-expect-error city takes text
  contacts({ address: object({ city: boolean() }) });
  // @ts-expect-error tags take texts
  contacts({ tags: array(object({ a: text() })) });
  // @ts-expect-error a vector has numbers
  contacts({ tags: vector() });
  // @ts-expect-error bytes are no text
  contacts({ name: bytes() });
  // @ts-expect-error what an object has no fields for
  object({ a: ref("users") });
  // @ts-expect-error no such policy
  object({ a: text() }, "a", { rest: "keep" });
  // @ts-expect-error no such policy
  json("a", { keys: "drop" });
});

test("computed sees objects, ranges and bytes with null for NULL", () => {
  const inputs = {
    a: object({ city: text(), at: timestamp() }),
    b: range(integer()),
    c: bytes(),
    d: hstore(),
    e: interval(),
  };
  computed(inputs, (values) => {
    expectTypeOf(values.a).branded.toEqualTypeOf<{ city: string | null; at: number | null } | null>();
    expectTypeOf(values.b?.lower).branded.toEqualTypeOf<number | null | undefined>();
    expectTypeOf(values.c).toEqualTypeOf<ArrayBuffer | null>();
    expectTypeOf(values.d).branded.toEqualTypeOf<Record<string, string | null> | null>();
    expectTypeOf(values.e).toEqualTypeOf<string | null>();
    return null;
  });
});

test("a ref may be missing at the source", () => {
  contacts({ ownerId: ref("users", "user_id").optional() });
  // @ts-expect-error still a ref to its own table
  contacts({ ownerId: ref("workspaces", "user_id").optional() });
});

test("legacy() adds the legacy id, and a field for each ref that waits", () => {
  const fields = legacy("userId", "replyToId");
  const alone = legacy();
  type Text = Infer<(typeof fields)["legacyId"]>;
  expectTypeOf<keyof typeof fields>().toEqualTypeOf<"legacyId" | "legacyUserId" | "legacyReplyToId">();
  expectTypeOf<keyof typeof alone>().toEqualTypeOf<"legacyId">();
  expectTypeOf<Text>().toEqualTypeOf<string | undefined>();
});
