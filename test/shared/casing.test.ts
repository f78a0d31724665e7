import fc from "fast-check";
import { expect, test } from "vitest";
import { camelCase, legacyFieldOf, passNameOf, snakeCase } from "../../src/shared/casing.ts";

test.each([
  ["name", "name"],
  ["workspace_id", "workspaceId"],
  ["first_contact_at", "firstContactAt"],
  ["address_2", "address2"],
  ["is__open", "isOpen"],
  ["createdAt", "createdAt"],
])("column %s -> field %s", (column, field) => {
  expect(camelCase(column)).toBe(field);
});

test.each([
  ["name", "name"],
  ["workspaceId", "workspace_id"],
  ["firstContactAt", "first_contact_at"],
  ["externalURL", "external_u_r_l"],
  ["Name", "name"],
])("field %s -> column %s", (field, column) => {
  expect(snakeCase(field)).toBe(column);
});

test("column -> field -> column, for columns of words", () => {
  const column = fc.array(fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(column, (words) => snakeCase(camelCase(words.join("_"))) === words.join("_")));
});

test("names made of a field and of a table", () => {
  expect([legacyFieldOf("userId"), passNameOf("contacts"), passNameOf("contactNotes")]).toEqual([
    "legacyUserId",
    "resolveContacts",
    "resolveContactNotes",
  ]);
});
