import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { loadApp } from "../../scripts/embedded/loadApp.ts";
import { newFolder } from "./childProcess.ts";

const SCHEMA = `
  import { defineSchema, defineTable } from "convex/server";
  import { v } from "convex/values";
  export default defineSchema({ notes: defineTable({ text: v.string() }) });
`;

/** A project outside this repository: no node_modules, no generated code. */
function project(files: Record<string, string>): string {
  const folder = newFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test("an app that was never installed or pushed, with nested components -> all of it loaded", async () => {
  const folder = project({
    "convex/schema.ts": SCHEMA,
    "convex/notes.ts": `
      import { internalMutation } from "./_generated/server";
      import type { Id } from "./_generated/dataModel";
      import { named } from "old-package";
      export const add = internalMutation({ args: {}, handler: async (ctx): Promise<Id<"notes">> => ctx.db.insert("notes", { text: named }) });
    `,
    "convex/deep/er.ts": `
      import { internal } from "../_generated/api.js";
      import { internalAction } from "../_generated/server.js";
      export const act = internalAction({ handler: async (ctx) => ctx.runMutation(internal.notes.add, {}) });
    `,
    "convex/http.ts": `import { httpRouter } from "convex/server"; export default httpRouter();`,
    "convex/crons.ts": `import { cronJobs } from "convex/server"; export default cronJobs();`,
    "convex/notes.test.ts": `throw new Error("tests are not part of an app");`,
    "convex/convex.config.ts": `
      import { defineApp } from "convex/server";
      import outer from "./outer/convex.config.js";
      import migrations from "@convex-dev/migrations/convex.config";
      const app = defineApp();
      app.use(outer, { name: "renamed" });
      app.use(migrations);
      export default app;
    `,
    "convex/outer/convex.config.ts": `
      import { defineComponent } from "convex/server";
      import migrations from "@convex-dev/migrations/convex.config.js";
      const outer = defineComponent("outer");
      outer.use(migrations, { name: "inner" });
      export default outer;
    `,
    "convex/outer/lib.ts": `import { query } from "./_generated/server"; export const one = query({ handler: async () => 1 });`,
    "node_modules/old-package/index.js": `exports.named = "from CommonJS";`,
    "node_modules/old-package/package.json": `{ "name": "old-package", "main": "index.js" }`,
  });
  const app = await loadApp(folder);
  const seen = {
    tables: Object.keys(app.schema.tables),
    modules: Object.keys(app.modules),
    components: app.components.map(({ path, schema, modules }) => [
      path,
      schema !== null,
      Object.keys(modules),
    ]),
  };
  await app.close();
  const migrations = ["./_generated/api.js", "./lib.js", "./schema.js"];
  expect(seen).toEqual({
    tables: ["notes"],
    modules: ["./_generated/api.js", "./crons.ts", "./deep/er.ts", "./http.ts", "./notes.ts", "./schema.ts"],
    components: [
      ["renamed", false, ["./_generated/api.js", "./lib.ts"]],
      ["renamed/inner", true, migrations],
      ["migrations", true, migrations],
    ],
  });
});

test("convex.json names another folder -> that folder", async () => {
  const folder = project({ "convex.json": `{ "functions": "backend/" }`, "backend/schema.ts": SCHEMA });
  const app = await loadApp(folder);
  await app.close();
  expect(app.folder).toBe(join(folder, "backend"));
});

test.each([
  [
    "a module that throws",
    { "schema.ts": SCHEMA, "bad.ts": `throw new Error("boom");` },
    /bad\.ts cannot be loaded: boom/,
  ],
  [
    "a package that is nowhere",
    { "schema.ts": SCHEMA, "bad.ts": `import "no-such-package";` },
    /bad\.ts cannot be loaded: .*no-such-package/,
  ],
  ["bad syntax", { "schema.ts": SCHEMA, "bad.ts": "export const = 1;" }, /bad\.ts cannot be loaded/],
  ["no schema", { "notes.ts": "export {};" }, /has no schema\.ts/],
])("%s -> an error that names the file", async (_title, files: Record<string, string>, message) => {
  await expect(loadApp(project(files))).rejects.toThrow(message);
});

test("a folder that is not there -> an error that names it", async () => {
  await expect(loadApp("/no/such/app")).rejects.toThrow("There is no folder /no/such/app.");
});
