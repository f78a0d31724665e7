import fc from "fast-check";
import { expect, test } from "vitest";
import { sourceName } from "../../src/shared/plan.ts";
import { filesOfTables, tableOfFile } from "../../src/source/jsonlNames.ts";

test("any names of tables -> files that differ even where case does not count, and the names from them", () => {
  const name = fc.string({
    unit: fc.constantFrom("a", "A", "b", ".", "/", "%", "é", "É", " ", "_", ":", "\u{1f600}"),
    minLength: 1,
    maxLength: 4,
  });
  const table = fc.record({ schema: fc.constantFrom("public", "auth", "a.b"), table: name });
  fc.assert(
    fc.property(fc.uniqueArray(table, { selector: sourceName, maxLength: 12 }), (tables) => {
      const files = filesOfTables(tables);
      const names = [...files.values()];
      expect(new Set(names.map((file) => file.toLowerCase())).size).toBe(tables.length);
      expect(names.filter((file) => /[/\\:]/.test(file))).toEqual([]);
      expect(tables.map((each) => tableOfFile(`${files.get(sourceName(each))}.jsonl.gz`))).toEqual(tables);
    }),
  );
});

test.each([
  ["contacts", "contacts"],
  ["User", "User"],
  ["order items", "order items"],
])("an ordinary name -> as it is", (table, file) => {
  expect([...filesOfTables([{ schema: "public", table }]).values()]).toEqual([file]);
});

test("auth.users -> auth.users", () => {
  expect([...filesOfTables([{ schema: "auth", table: "users" }]).values()]).toEqual(["auth.users"]);
});
