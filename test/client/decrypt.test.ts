import {
  actionGeneric,
  defineSchema,
  defineTable,
  makeFunctionReference,
  mutationGeneric,
  queryGeneric,
} from "convex/server";
import { v } from "convex/values";
import { convexTest } from "convex-test";
import { describe, expect, test } from "vitest";
import { DecryptError, decrypt } from "../../src/client/decrypt.ts";
import { keyIdOf } from "../../src/shared/encryptionKey.ts";
import { seal, sealingKeyOf } from "../../src/shared/envelope.ts";

const BYTES = Uint8Array.from({ length: 32 }, (_, at) => at);
const KEY = Buffer.from(BYTES).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 7).toString("base64");
const PLACE = { table: "contacts", field: "accessToken", legacyId: "7" };
const SECRET = "sk_live_4242";
const sealed = async (): Promise<string> => seal(await sealingKeyOf(BYTES), PLACE, SECRET);

type Given = Partial<Parameters<typeof decrypt>[1]>;
const failure = async (envelope: string, given: Given): Promise<unknown> =>
  decrypt(envelope, { ...PLACE, key: KEY, ...given }).then(
    () => "decrypted",
    (error: unknown) =>
      error instanceof DecryptError ? { code: error.code, message: error.message } : error,
  );

describe("a key", () => {
  test.each([
    ["base64", KEY],
    ["base64 without padding", KEY.replace("=", "")],
    ["base64 for URLs", Buffer.from(BYTES).toString("base64url")],
    ["hexadecimal digits", Buffer.from(BYTES).toString("hex")],
    ["capital hexadecimal digits with a line break", `${Buffer.from(BYTES).toString("hex").toUpperCase()}\n`],
  ])("as %s -> the text", async (_title, key) => {
    expect(await decrypt(await sealed(), { ...PLACE, key })).toBe(SECRET);
  });

  test.each([
    [
      "no key",
      undefined,
      "there is no key. Give the one that the migration used to the deployment: npx convex env set MIGRATION_ENCRYPTION_KEY …",
    ],
    [
      "half a key",
      KEY.slice(0, 20),
      "the key is not 32 bytes as base64 or hexadecimal digits. Pass MIGRATION_ENCRYPTION_KEY as keygen printed it.",
    ],
  ])("%s -> BAD_KEY, without the key", async (_title, key, reason) => {
    expect(await failure(await sealed(), { key })).toEqual({
      code: "BAD_KEY",
      message: `contacts.accessToken of legacy id 7: ${reason}`,
    });
  });

  test("another key -> WRONG_KEY, with both ids", async () => {
    const ids = await Promise.all([keyIdOf(BYTES), keyIdOf(new Uint8Array(32).fill(7))]);
    expect(await failure(await sealed(), { key: OTHER_KEY })).toEqual({
      code: "WRONG_KEY",
      message: `contacts.accessToken of legacy id 7: the value was encrypted with the key ${ids[0]}…, the key given is ${ids[1]}… (both as SHA-256).`,
    });
  });
});

describe("a value", () => {
  test.each([{ table: "users" }, { field: "refreshToken" }, { legacyId: "8" }])(
    "opened as if of %o -> TAMPERED, with what has to belong together",
    async (given) => {
      const { table, field, legacyId } = { ...PLACE, ...given };
      expect(await failure(await sealed(), given)).toEqual({
        code: "TAMPERED",
        message:
          `${table}.${field} of legacy id ${legacyId}: value, table, field and legacy id do not belong together, or the value ` +
          "was changed. Pass the names that the mapping had, and the document's own legacy id.",
      });
    },
  );

  test("plain text -> BAD_ENVELOPE, without the text", async () => {
    expect(await failure(SECRET, {})).toEqual({
      code: "BAD_ENVELOPE",
      message: "contacts.accessToken of legacy id 7: the value is not one that encrypted() made.",
    });
  });

  test("a document without legacy id -> LEGACY_ID_MISSING", async () => {
    expect(await failure(await sealed(), { legacyId: undefined })).toEqual({
      code: "LEGACY_ID_MISSING",
      message:
        "contacts.accessToken of a document: it has no legacy id, without which a value cannot be decrypted. " +
        "Pass the id of its row at the source.",
    });
  });
});

describe("inside Convex", () => {
  const schema = defineSchema({
    contacts: defineTable({ legacyId: v.optional(v.string()), accessToken: v.string() }),
  });
  const opened = (contact: { accessToken: string; legacyId?: string }): Promise<string> =>
    decrypt(contact.accessToken, {
      key: KEY,
      table: "contacts",
      field: "accessToken",
      legacyId: contact.legacyId,
    });
  const functions = {
    inQuery: queryGeneric(async ({ db }) => opened(await db.query("contacts").first())),
    inMutation: mutationGeneric(async ({ db }) => opened(await db.query("contacts").first())),
    inAction: actionGeneric(async (_ctx, { accessToken }: { accessToken: string }) =>
      opened({ accessToken, legacyId: "7" }),
    ),
  };
  const modules = { "./_generated/api.js": async () => ({}), "./secrets.ts": async () => functions };

  test("a document's envelope + query, mutation, action -> the text in each", async () => {
    const t = convexTest({ schema, modules });
    const accessToken = await sealed();
    await t.run(({ db }) => db.insert("contacts", { legacyId: "7", accessToken }));
    expect([
      await t.query(makeFunctionReference<"query">("secrets:inQuery"), {}),
      await t.mutation(makeFunctionReference<"mutation">("secrets:inMutation"), {}),
      await t.action(makeFunctionReference<"action">("secrets:inAction"), { accessToken }),
    ]).toEqual([SECRET, SECRET, SECRET]);
  });
});
