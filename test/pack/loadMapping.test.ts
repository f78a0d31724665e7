import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMapping } from "../../src/pack/loadMapping.ts";
import { SetupError } from "../../src/script/errors.ts";
import { ROOT } from "../embedded/childProcess.ts";

let project: string;
let folder: string;
beforeAll(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "mapping-")));
  folder = join(project, "convex");
  mkdirSync(folder);
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"), "dir");
  const paths = {
    "supabase-to-convex": [join(ROOT, "src/client/index.ts")],
    "@/*": ["./convex/*"],
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { paths } }));
  for (const [module, text] of Object.entries(MODULES)) writeFileSync(join(folder, `${module}.ts`), text);
});
afterAll(() => rmSync(project, { recursive: true }));

const HEAD = `
import { componentsGeneric } from "convex/server";
import { SupabaseMigration } from "supabase-to-convex";
import schema from "@/schema";
const made = () => new SupabaseMigration(componentsGeneric() as any, { schema, tables: { notes: { from: "notes" } } });
`;

const MODULES = {
  schema: `
    import { defineSchema, defineTable } from "convex/server";
    import { v } from "convex/values";
    const notes = { text: v.string(), legacyId: v.optional(v.string()) };
    export default defineSchema({ notes: defineTable(notes).index("by_legacy_id", ["legacyId"]) });
  `,
  migrations: `${HEAD} export const migration = made(); export const other = () => {}; export default migration;`,
  several: `${HEAD} export const one = made(); export const two = made();`,
  none: `${HEAD} export const make = made; export const nothing = null;`,
  unwritten: "export const migration = ;",
  unfound: `export { migration } from "./elsewhere";`,
  unset: `throw new Error("AUTH_SECRET is not set");`,
  unfit: `${HEAD.replace('from: "notes"', 'from: "notes", fields: { txt: "text" } as any')} export const migration = made();`,
};

test("a module with paths of its own, that exports its migration twice -> its mapping and plan", async () => {
  const { mapping, plan } = await loadMapping(folder, "migrations");
  expect([...mapping.byTarget.keys()]).toEqual(["notes"]);
  expect(plan.tables.map(({ target, columns }) => [target, columns.map(({ name }) => name)])).toEqual([
    ["notes", ["id", "text"]],
  ]);
});

test.each([
  ["several", /^\/.*\/convex\/several exports several migrations\. Export one: /],
  ["none", /^\/.*\/convex\/none exports no migration\. Export one: /],
  [
    "unwritten",
    /convex\/unwritten: Unexpected ";" \(unwritten\.ts:1\)\. If the folder .* --functions <dir>$/,
  ],
  ["unfound", /convex\/unfound: Could not resolve "\.\/elsewhere" \(unfound\.ts:1\)\. /],
  ["unset", /convex\/unset: AUTH_SECRET is not set\. /],
  ["missing", /convex\/missing: Could not resolve ".*\/convex\/missing"\. /],
  ["unfit", /^notes: the schema has no field "txt"\.$/],
])("module %s -> refused, with what is wrong: %s", async (module, message) => {
  const error = await loadMapping(folder, module).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(SetupError);
  expect((error as SetupError).message).toMatch(message);
});

test("no convex beside the app -> the command that installs it", async () => {
  const error = await loadMapping(join(tmpdir(), "nowhere"), "migrations").catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: "SetupError", next: "npm install convex" });
});
