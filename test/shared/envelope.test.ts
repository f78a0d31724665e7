import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyIdOf } from "../../src/shared/encryptionKey.ts";
import { type EnvelopePlace, isEnvelope, open, seal, sealingKeyOf } from "../../src/shared/envelope.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const OTHER_KEY = Uint8Array.from({ length: 32 }, (_, at) => at + 1);
const PLACE: EnvelopePlace = { table: "contacts", field: "accessToken", legacyId: "7" };
const SECRET = "sk_live_4242";

const sealed = async (text: string, place: EnvelopePlace = PLACE, key = KEY): Promise<string> =>
  seal(await sealingKeyOf(key), place, text);

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes));
const texts = fc.string({ unit: "grapheme", maxLength: 200 });
const name = fc.string({ unit: "binary", maxLength: 12 });
const places = fc.record({ table: name, field: name, legacyId: name });

describe("a text that was encrypted", () => {
  test("any text, key and place + opened with the same -> the text", async () => {
    await fc.assert(
      fc.asyncProperty(texts, keys, places, async (text, key, place) => {
        const envelope = await sealed(text, place, key);
        expect(isEnvelope(envelope)).toBe(true);
        expect(await open(key, place, envelope)).toEqual({ ok: true, text });
      }),
    );
  });

  test.each([
    ["empty", ""],
    ["a byte order mark first", "\ufeffabc"],
    ["NUL", "a\u0000b"],
    ["a name outside the basic plane", "𝒳"],
    ["megabytes", "ä€".repeat(1_000_000)],
  ])("%s + opened -> the text", async (_title, text) => {
    const opened = await open(KEY, PLACE, await sealed(text));
    expect(opened.ok && opened.text === text).toBe(true);
  });

  test("encrypted again -> the same envelope, so that documents can be compared", async () => {
    expect(await sealed(SECRET)).toBe(await sealed(SECRET));
  });

  test("the form that is documented -> version, key id, IV, ciphertext with tag", async () => {
    const envelope = await sealed(SECRET);
    const [version, keyId, iv, ciphertext] = envelope.split(".");
    expect([version, keyId, iv?.length, ciphertext?.length]).toEqual([
      "stc1",
      await keyIdOf(KEY),
      16,
      Math.ceil(((SECRET.length + 16) * 4) / 3),
    ]);
  });

  test("a key and place as they are written down here -> the envelope of version 1, which later versions open", async () => {
    const known = "stc1.630dcd29._xiWqgsrP2OKxkUq.zs2sbMAiT_cv7KINB6bSWsCA4rpniJlAoK8Leg";
    expect(await sealed(SECRET)).toBe(known);
    expect(await open(KEY, PLACE, known)).toEqual({ ok: true, text: SECRET });
  });

  test("an unpaired surrogate, which UTF-8 cannot hold -> TypeError, not another text", async () => {
    await expect(sealed("\ud800")).rejects.toThrow(
      new TypeError("An unpaired surrogate cannot be encrypted."),
    );
  });
});

describe("an envelope in the wrong place", () => {
  test("another table, field or legacy id -> TAMPERED", async () => {
    await fc.assert(
      fc.asyncProperty(places, places, async (place, other) => {
        fc.pre(JSON.stringify(place) !== JSON.stringify(other));
        expect(await open(KEY, other, await sealed(SECRET, place))).toEqual({ ok: false, fault: "TAMPERED" });
      }),
    );
  });

  test("names whose letters move from one to the other -> TAMPERED", async () => {
    const envelope = await sealed(SECRET, { table: "ab", field: "c", legacyId: "1" });
    const moved = { table: "a", field: "bc", legacyId: "1" };
    expect(await open(KEY, moved, envelope)).toEqual({ ok: false, fault: "TAMPERED" });
  });

  test("two rows with the same text -> envelopes that share neither IV nor ciphertext", async () => {
    await fc.assert(
      fc.asyncProperty(texts, name, name, async (text, one, two) => {
        fc.pre(one !== two);
        const [a, b] = await Promise.all([one, two].map((legacyId) => sealed(text, { ...PLACE, legacyId })));
        const [, , ivA, textA] = a?.split(".") ?? [];
        const [, , ivB, textB] = b?.split(".") ?? [];
        expect([ivA === ivB, textA === textB]).toEqual([false, false]);
      }),
    );
  });

  test("two texts in one place -> two IVs", async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, async (one, two) => {
        fc.pre(one !== two);
        const [a, b] = await Promise.all([sealed(one), sealed(two)]);
        expect(a.split(".")[2]).not.toBe(b.split(".")[2]);
      }),
    );
  });
});

describe("an envelope that was changed", () => {
  test("any one character replaced by another -> not opened", async () => {
    const envelope = await sealed(SECRET);
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."];
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: envelope.length - 1 }),
        fc.constantFrom(...letters),
        async (at, letter) => {
          fc.pre(envelope[at] !== letter);
          const changed = envelope.slice(0, at) + letter + envelope.slice(at + 1);
          expect((await open(KEY, PLACE, changed)).ok).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ["plain text", SECRET],
    ["nothing", ""],
    ["a version that is not known", `stc2${"STEM"}`],
    ["cut short", "CUT"],
    ["without its tag", "stc1.00000000.AAAAAAAAAAAAAAAA.AAAA"],
    ["a line break at its end", "BREAK"],
  ])("%s -> BAD_ENVELOPE", async (_title, text) => {
    const envelope = await sealed(SECRET);
    const given = text
      .replace("STEM", envelope.slice(4))
      .replace("CUT", envelope.slice(0, 40))
      .replace("BREAK", `${envelope}\n`);
    expect(isEnvelope(given)).toBe(false);
    expect(await open(KEY, PLACE, given)).toEqual({ ok: false, fault: "BAD_ENVELOPE" });
  });

  test("another key -> WRONG_KEY, with the ids of both", async () => {
    expect(await open(OTHER_KEY, PLACE, await sealed(SECRET))).toEqual({
      ...{ ok: false, fault: "WRONG_KEY" },
      sealedWith: await keyIdOf(KEY),
      given: await keyIdOf(OTHER_KEY),
    });
  });
});
