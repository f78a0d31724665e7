import { expect, test } from "vitest";
import { internalColumns } from "../../src/shared/authColumns.ts";

test.each(["constructor", "toString", "__proto__", "contacts"])(
  "a table %s -> no column of its own",
  (table) => {
    expect(internalColumns({ schema: "public", table })).toEqual([]);
  },
);

test("auth.identities -> the column that Postgres makes from another", () => {
  expect(internalColumns({ schema: "auth", table: "identities" })).toEqual(["email"]);
});
