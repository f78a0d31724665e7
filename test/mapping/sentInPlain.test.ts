import { v } from "convex/values";
import { expect, test } from "vitest";
import type { AnyColumn, AnyTableMapping } from "../../src/mapping/declaration.ts";
import { encrypted } from "../../src/mapping/encrypted.ts";
import { planOf } from "../../src/mapping/plan.ts";
import { text } from "../../src/mapping/scalarBuilders.ts";
import { mappingOf } from "./declared.ts";

const problemsOf = (second: Partial<AnyTableMapping>): string[] => {
  const fields: Record<string, AnyColumn> = { token: encrypted(text()) };
  const details = { users: { from: "crm.users", fields }, profiles: second };
  const token = v.optional(v.string());
  return planOf(mappingOf({ users: { token }, profiles: { token } }, details)).problems.map(
    ({ message }) => message,
  );
};

const IN_PLAIN =
  "profiles: it reads crm.users.token in plain, which users encrypts. Encrypt it in both, or leave it out here.";

test.each<[string, Partial<AnyTableMapping>, string[]]>([
  ["by its own name", { from: "crm.users" }, [IN_PLAIN]],
  ["for another field", { from: "crm.users", key: "token", fields: { token: text("name") } }, [IN_PLAIN]],
  [
    "as a joined column",
    { join: { user: { table: "crm.users", on: ["id", "id"] } }, fields: { token: text("user.token") } },
    [IN_PLAIN],
  ],
  ["encrypted too", { from: "crm.users", fields: { token: encrypted(text()) } }, []],
  ["not at all", { from: "crm.users", ignore: ["token"], fields: { token: text("name") } }, []],
  ["of another table", { from: "users" }, []],
])("a column that another table encrypts is read %s -> told before a run", (_title, second, expected) => {
  expect(problemsOf(second)).toEqual(expected);
});
