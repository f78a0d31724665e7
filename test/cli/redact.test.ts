import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "../../src/cli/redact.ts";

const KEY = "prod:happy-animal-123|a/b+c=";

test.each([
  ["as it is", `key=${KEY};`, "key=[redacted];"],
  ["the part after the bar alone", "Authorization: a/b+c=", "Authorization: [redacted]"],
  ["in base64", Buffer.from(KEY).toString("base64"), "[redacted]"],
  ["in base64 for URLs", Buffer.from(KEY).toString("base64url"), "[redacted]"],
  ["percent-encoded", `?key=${encodeURIComponent(KEY)}`, "?key=[redacted]"],
  ["percent-encoded in small letters", "?key=prod%3ahappy-animal-123%7ca%2fb%2bc%3d", "?key=[redacted]"],
  ["more than once", `${KEY} ${KEY}`, "[redacted] [redacted]"],
  ["its name is no secret", "deployment happy-animal-123", "deployment happy-animal-123"],
])("a key: %s", (_title, text, expected) => {
  expect(redact(text, [KEY])).toBe(expected);
});

test("an empty secret, or a key with nothing after its bar -> the text is not torn apart", () => {
  expect(redact("some text", ["", "prod:x|"])).toBe("some text");
});

test("a secret that contains another -> nothing of the longer one is left", () => {
  expect(redact("abc-123-def", ["123", "abc-123-def"])).toBe("[redacted]");
});

test("whatever surrounds them, no secret is left", () => {
  // No part of the replacement itself may count as a secret that was left.
  const secret = fc.string({ unit: fc.constantFrom(..."ABCXYZ0189+/=|%"), minLength: 8, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.string(), (secrets, filler) => {
      const redacted = redact(secrets.join(filler), secrets);
      expect(secrets.filter((one) => redacted.includes(one))).toEqual([]);
    }),
  );
});
