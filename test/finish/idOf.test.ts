import { afterAll, beforeAll, expect, test } from "vitest";
import type { EmbeddedSupabase } from "../../scripts/embedded/supabase.ts";
import type { World } from "../pipeline/world.ts";
import { migrate } from "../pipeline/world.ts";
import { documentsOf, ENCRYPTION_KEY, startFinishWorld } from "./finishWorld.ts";

let supabase: EmbeddedSupabase;
let world: World;
let idsOf: (table: string) => Map<unknown, unknown>;
beforeAll(async () => {
  ({ supabase, world } = await startFinishWorld());
  await migrate(world.io({ encryptionKey: ENCRYPTION_KEY }));
  const stored = await documentsOf(world);
  idsOf = (table) =>
    new Map(stored[table]?.map(({ _id, legacyId, supabaseId }) => [legacyId ?? supabaseId, _id]));
});
afterAll(async () => {
  await world.stop();
  await supabase.stop();
});

const ask = (name: string, args: Record<string, never> | object) =>
  world.io().deployment.call<unknown>(`oldLinks:${name}`, args as never);

test.each([
  ["text", "7"],
  ["a number", 7],
  ["a bigint", 7n],
])("a key as %s -> the documents of those rows, each of its own table", async (_title, id) => {
  expect(await ask("post", { id })).toEqual({
    post: idsOf("posts").get("7"),
    author: idsOf("authors").get("7"),
  });
});

test("a key that no row had -> null", async () => {
  expect(await ask("post", { id: "25000" })).toEqual({ post: null, author: null });
  expect(await ask("post", { id: "" })).toEqual({ post: null, author: null });
});

test("a composite key with a comma in it, under the table's own names -> its document", async () => {
  expect(await ask("member", { key: ["acme,eu", 12n] })).toBe(idsOf("members").get("acme\\,eu,12"));
  expect(await ask("member", { key: ["acme\\", "eu,12"] })).toBeNull();
});

test("a key of another width -> refused, with the columns that are expected", async () => {
  await expect(ask("member", { key: ["acme,eu"] })).rejects.toThrow(
    "members: expected a key of 2 (org, number), found 1.",
  );
});

test("a number that holds no key exactly -> refused", async () => {
  await expect(ask("post", { id: 2 ** 53 })).rejects.toThrow(
    "posts: expected a key that a number holds exactly",
  );
  await expect(ask("post", { id: 1.5 })).rejects.toThrow("Pass it as text or as a bigint.");
});

test("in a mutation -> the document can be changed", async () => {
  const id = await ask("rename", { id: "3", name: "Renamed" });
  const { authors = [] } = await documentsOf(world);
  expect(authors.find(({ _id }) => _id === id)).toMatchObject({ legacyId: "3", name: "Renamed" });
});

test("two documents with one legacy id -> refused, never one by chance", async () => {
  await world.convex.t.run(({ db }) =>
    db.insert("authors" as never, { legacyId: "9", name: "Twin" } as never),
  );
  await expect(ask("rename", { id: "9", name: "x" })).rejects.toThrow(
    "authors 9: expected one document with this legacyId, found several.",
  );
});
