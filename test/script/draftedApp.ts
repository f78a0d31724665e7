import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadApp } from "../../scripts/embedded/loadApp.ts";
import type { Draft } from "../../src/script/draft/draft.ts";
import type { Plan } from "../../src/shared/plan.ts";
import { ROOT } from "../embedded/childProcess.ts";

export type DraftedApp = {
  folder: string;
  /** What TypeScript says about all of it, nothing if all is well. */
  typeErrors: () => Promise<string>;
  /** The plan of each draft, as the deployment would tell it. */
  plans: () => Promise<Plan[]>;
  remove: () => void;
};

/** Several drafts side by side in one app: the first is schema.ts and migrations.ts, the others have numbers. */
export function writeDrafts(drafts: readonly Pick<Draft, "files">[]): DraftedApp {
  const project = mkdtempSync(join(tmpdir(), "drafts-"));
  const folder = join(project, "convex");
  mkdirSync(folder);
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"), "dir");
  cpSync(join(ROOT, "convex/_generated"), join(folder, "_generated"), { recursive: true });
  for (const [at, { files }] of drafts.entries()) {
    const schema = nameOf("schema", at);
    const migrations = files.migrations.replace('from "./schema";', `from "./${schema}";`);
    writeFileSync(join(folder, `${schema}.ts`), files.schema);
    writeFileSync(join(folder, `${nameOf("migrations", at)}.ts`), migrations);
    if (at === 0) writeFileSync(join(folder, "convex.config.ts"), files.config);
  }
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(TSCONFIG));
  return {
    folder,
    typeErrors: () => typeErrors(project),
    plans: () => plansOf(folder, drafts.length),
    remove: () => rmSync(project, { recursive: true }),
  };
}

const nameOf = (module: string, at: number): string => (at === 0 ? module : `${module}${at}`);

// The package by its sources, as the checkout has them; all else as in any app.
const TSCONFIG = {
  compilerOptions: {
    ...{ strict: true, skipLibCheck: true, noEmit: true, isolatedModules: true, types: ["node"] },
    ...{ target: "ESNext", lib: ["ES2024", "dom"], module: "ESNext", moduleResolution: "Bundler" },
    ...{ allowImportingTsExtensions: true, moduleSuffixes: [".d", ""] },
    paths: {
      "supabase-to-convex": [join(ROOT, "src/client/index.ts")],
      "supabase-to-convex/schema": [join(ROOT, "src/client/schema.ts")],
      "supabase-to-convex/convex.config": [join(ROOT, "src/component/convex.config.ts")],
    },
  },
  include: ["convex"],
};

const typeErrors = (project: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", project],
      (_error, out) => resolve(out),
    );
  });

async function plansOf(folder: string, count: number): Promise<Plan[]> {
  const app = await loadApp(folder);
  try {
    const plans: Plan[] = [];
    for (let at = 0; at < count; at += 1) {
      const module = await app.modules[`./${nameOf("migrations", at)}.ts`]?.();
      const { plan } = module as { plan: { _handler: () => Promise<Plan> } };
      plans.push(await plan._handler());
    }
    return plans;
  } finally {
    await app.close();
  }
}
