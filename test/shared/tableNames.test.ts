import { expect, test } from "vitest";
import { tableNames } from "../../src/shared/tableNames.ts";

const namesOf = (tables: { source: string; target: string | null }[]): string[] => {
  const nameOf = tableNames(tables);
  return tables.map(nameOf);
};

test("each source goes into one target -> named by their source alone", () => {
  const tables = [
    { source: "users", target: "users" },
    { source: "crm.leads", target: null },
  ];
  expect(namesOf(tables)).toEqual(["users", "crm.leads"]);
});

test("a source goes into several targets -> each line names its target too", () => {
  const tables = [
    { source: "people", target: "users" },
    { source: "people", target: "profiles" },
    { source: "teams", target: "teams" },
  ];
  expect(namesOf(tables)).toEqual(["people → users", "people → profiles", "teams"]);
});
