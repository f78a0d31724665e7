import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mustRun, run } from "./packageTest/command.ts";
import { installApp, writeReadmeFiles } from "./packageTest/emptyApp.ts";
import { migrateApp } from "./packageTest/migrateApp.ts";
import { createSteps } from "./packageTest/steps.ts";
import { checkEntryPoints, checkFiles, checkImports, pack } from "./packageTest/tarball.ts";

// `npm run test:package`: packs the tarball, installs it into an empty app outside this checkout, and follows README there.
const steps = createSteps((line) => process.stdout.write(`${line}\n`));
const { step } = steps;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "supabase-to-convex-")));

/** What may not compile: each line is an error that the types of the mapping have to find. */
const WRONG_MAPPING = `import { ref, SupabaseMigration, text } from "supabase-to-convex";
import { components } from "./_generated/api";
import schema from "./schema";

export const wrong = new SupabaseMigration(components, {
  schema,
  tables: {
    orders: {
      from: "orders",
      fields: {
        // @ts-expect-error a ref to another table than the field's
        customerId: ref("orders", "customer_id"),
        // @ts-expect-error text for a number
        totalCents: text("total"),
      },
    },
  },
});
// @ts-expect-error no such pass
export const { resolveCustomers } = wrong.passes();
`;

try {
  const tarball = await step("npm pack", () => pack(folder));
  const app = mkdtempSync(join(folder, "app-"));
  const installed = join(app, "node_modules/supabase-to-convex");
  const ready =
    tarball !== undefined &&
    (await step("npm install of the tarball into an empty app", async () => {
      await installApp(app, tarball);
      return true;
    }));
  if (ready) {
    await step("the tarball holds what it should, and nothing else", () => checkFiles(installed));
    await step("dist imports no TypeScript, and nothing of Node on the app side", () =>
      checkImports(installed),
    );
    await step("every entry point of package.json is there", () => checkEntryPoints(installed));
    await step("every entry point can be imported", () => {
      const names = ["", "/schema", "/ids", "/convex.config", "/convex.config.js"];
      const script = names.map((name) => `await import("supabase-to-convex${name}");`).join(" ");
      return mustRun(`node --input-type=module -e '${script}'`, { cwd: app });
    });
    await step("npx supabase-to-convex --help", () => mustRun("npx supabase-to-convex --help", { cwd: app }));
    await step("README's files type-check", async () => {
      writeReadmeFiles(app);
      writeFileSync(join(app, "convex/wrong.ts"), WRONG_MAPPING);
      await mustRun("npx tsc -p convex", { cwd: app });
      rmSync(join(app, "convex/wrong.ts"));
    });
    await step("README's app bundles as a push bundles it", () =>
      mustRun(
        "npx esbuild convex/migrations.ts convex/schema.ts --bundle --platform=browser --format=esm " +
          "--conditions=convex,module --outdir=bundle",
        { cwd: app },
      ),
    );
    await step("without configuration: exit code 2, and what is missing", async () => {
      const { code, err } = await run("npx supabase-to-convex run", { cwd: app });
      if (code !== 2 || !err.includes("SUPABASE_URL")) throw new Error(`exit code ${code}\n${err}`);
    });
    await migrateApp(steps, app);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = steps.finish();
}
