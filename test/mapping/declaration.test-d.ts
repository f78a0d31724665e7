import { expectTypeOf, test } from "vitest";
import { components } from "../../convex/_generated/api";
import {
  array,
  boolean,
  cents,
  computed,
  date,
  decimal,
  integer,
  json,
  loadedAt,
  nested,
  number,
  ref,
  SupabaseMigration,
  text,
  timestamp,
  uuid,
} from "../../src/client/index.ts";
import { contacts, schema } from "./contactsMigration.ts";

test("each builder fills the fields whose type it yields", () => {
  contacts({
    workspaceId: ref("workspaces"),
    ownerId: ref("users", "user_id"),
    reviewerId: ref("users", ["org", "login"]),
    parentId: ref("contacts", "parent_id", { resolve: "pass" }),
    name: text("full_name").trim().default("none"),
    nickname: text().optional(),
    role: text(),
    balanceCents: cents("balance", { digits: 3 }),
    externalRef: integer(),
    createdAt: timestamp("created_at", { infinity: "absent" }),
    createdMicros: timestamp("created_at", { unit: "microseconds" }),
    isOpen: boolean(),
    tags: array(text()),
    settings: json(),
    address: json(),
    price: decimal(),
  });
  contacts({
    name: uuid(),
    nickname: date(),
    balanceCents: integer(),
    createdAt: number(),
    settings: text(),
  });
  contacts({ name: computed({ a: text(), b: integer() }, ({ a, b }) => `${a} ${b}`) });
  contacts({ externalRef: computed({ a: text() }, () => undefined), price: computed({}, () => "1.50") });
});

test("the time of loading fills numbers alone", () => {
  contacts({ createdAt: loadedAt(), balanceCents: loadedAt(), settings: loadedAt() });
  // @ts-expect-error name is text
  contacts({ name: loadedAt() });
  // @ts-expect-error an id is no time
  contacts({ workspaceId: loadedAt() });
  // @ts-expect-error externalRef is an int64
  contacts({ externalRef: loadedAt() });
  // @ts-expect-error it is no column that computed() could read
  contacts({ name: computed({ at: loadedAt() }, () => "x") });
});

test("the keys of a nested object are typed as fields are", () => {
  contacts({ address: nested({ city: text("town").trim() }), settings: nested({ theme: text() }) });
  contacts({ address: nested({ city: computed({ a: text() }, ({ a }) => a ?? "none") }) });
  // @ts-expect-error city is text
  contacts({ address: nested({ city: boolean() }) });
  // @ts-expect-error text is no object
  contacts({ name: nested({ first: text() }) });
  // @ts-expect-error a key is no ref
  nested({ ownerId: ref("users") });
});

test("a table by itself, and several with everything that can be told", () => {
  new SupabaseMigration(components, { schema, tables: { users: { from: "users" } } });
  new SupabaseMigration(components, {
    schema,
    legacyId: { field: "supabaseId", index: "by_supabase_id" },
    tables: {
      users: { from: "auth.users", key: ["org", "id"], ignore: ["secret"], optional: true },
      contacts: { from: "contacts", key: "id", legacyId: { field: "legacyId", index: "by_legacy_id" } },
    },
  });
});

test("a ref to another table does not compile", () => {
  // @ts-expect-error workspaceId takes ids of workspaces
  contacts({ workspaceId: ref("users") });
  // @ts-expect-error an optional field takes ids of its own table alone
  contacts({ ownerId: ref("workspaces") });
  // @ts-expect-error nor does a nullable one
  contacts({ reviewerId: ref("contacts") });
  // @ts-expect-error no such table
  contacts({ workspaceId: ref("workspacez") });
  // @ts-expect-error name is no id
  contacts({ name: ref("users") });
});

test("a builder that yields another type does not compile", () => {
  // @ts-expect-error text into v.number()
  contacts({ balanceCents: text() });
  // @ts-expect-error timestamp into v.string()
  contacts({ name: timestamp() });
  // @ts-expect-error text into v.id()
  contacts({ workspaceId: text() });
  // @ts-expect-error uuid into an optional v.id()
  contacts({ ownerId: uuid() });
  // @ts-expect-error microseconds into v.number()
  contacts({ createdAt: timestamp("created_at", { unit: "microseconds" }) });
  // @ts-expect-error milliseconds into v.int64()
  contacts({ createdMicros: timestamp("created_at") });
  // @ts-expect-error boolean into v.string()
  contacts({ name: boolean() });
  // @ts-expect-error number into v.int64()
  contacts({ externalRef: number() });
  // @ts-expect-error cents into v.string()
  contacts({ name: cents() });
  // @ts-expect-error decimal into v.int64()
  contacts({ externalRef: decimal() });
  // @ts-expect-error date into v.number()
  contacts({ createdAt: date() });
  // @ts-expect-error an array into v.string()
  contacts({ name: array(text()) });
  // @ts-expect-error an array of numbers into one of strings
  contacts({ tags: array(number()) });
  // @ts-expect-error text into v.object()
  contacts({ address: text() });
  // @ts-expect-error text into v.array()
  contacts({ tags: text() });
});

test("a name that the schema lacks does not compile", () => {
  // @ts-expect-error no such field
  contacts({ nickname: text(), nicknam: text() });
  new SupabaseMigration(components, {
    schema,
    tables: {
      contacts: {
        from: "contacts",
        fields: {
          name: text(),
          // @ts-expect-error no such field, written where the mapping is declared
          nam: text(),
        },
      },
    },
  });
  new SupabaseMigration(components, {
    schema,
    tables: {
      users: { from: "users" },
      // @ts-expect-error no such table
      userz: { from: "users" },
    },
  });
  new SupabaseMigration(components, {
    schema,
    tables: {
      // @ts-expect-error the source table must be named
      users: {},
    },
  });
});

test("a pass has the name of its table", () => {
  const migration = new SupabaseMigration(components, {
    schema,
    tables: { users: { from: "users" }, contacts: { from: "contacts" } },
  });
  const passes = migration.passes();
  expectTypeOf<keyof typeof passes>().toEqualTypeOf<"resolveUsers" | "resolveContacts">();
  // @ts-expect-error no table contactz
  migration.passes().resolveContactz;
  // @ts-expect-error a table of the schema that is not mapped has no pass
  migration.passes().resolveWorkspaces;
  // @ts-expect-error no such function
  migration.functions().loadAll;
});

test("components that lack one of the two do not compile", () => {
  const { supabaseToConvex, migrations } = components;
  const options = { schema, tables: { users: { from: "users" } } };
  new SupabaseMigration({ supabaseToConvex, migrations }, options);
  // @ts-expect-error @convex-dev/migrations is not installed
  new SupabaseMigration({ supabaseToConvex }, options);
  // @ts-expect-error the two are taken for each other
  new SupabaseMigration({ supabaseToConvex: migrations, migrations: supabaseToConvex }, options);
});
