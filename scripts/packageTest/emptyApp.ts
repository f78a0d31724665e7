import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mustRun } from "./command.ts";
import { blocksOf, readReadme } from "./readmeBlocks.ts";

const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));

/** What a Convex app has before this package comes: Convex itself, and TypeScript to check it with. */
const OF_ANY_APP = ["convex", "typescript"];
/** What README has the user install beside this package. */
const BESIDE = ["@convex-dev/migrations"];

/** What `npx convex dev` writes into a new app, but strict about the types of packages too. */
const TSCONFIG = {
  compilerOptions: {
    ...{ allowJs: true, strict: true, moduleResolution: "Bundler", jsx: "react-jsx", skipLibCheck: false },
    ...{ allowSyntheticDefaultImports: true, target: "ESNext", lib: ["ES2023", "dom"], module: "ESNext" },
    ...{ forceConsistentCasingInFileNames: true, isolatedModules: true, noEmit: true, types: [] },
  },
  include: ["./**/*"],
  exclude: ["./_generated"],
};

/** Makes an empty app and installs the tarball, and of all else the versions that this checkout has. */
export async function installApp(app: string, tarball: string): Promise<void> {
  const exact = [...OF_ANY_APP, ...BESIDE].map((name) => `${name}@${installedVersion(name)}`);
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  const packages = [tarball, ...exact].map((each) => `"${each}"`).join(" ");
  await mustRun(`npm install --no-audit --no-fund --prefer-offline ${packages}`, { cwd: app });
}

/** Writes the files that README shows, and what `npx convex dev` generates beside them. @returns their names */
export function writeReadmeFiles(app: string): string[] {
  const files = blocksOf(readReadme()).filter(({ title }) => /^[\w./-]+\.(?:ts|sql)$/.test(title));
  for (const { title, text } of files) {
    mkdirSync(dirname(join(app, title)), { recursive: true });
    writeFileSync(join(app, title), text);
  }
  // The same for every app with one module `migrations` and the two components.
  cpSync(join(CHECKOUT, "convex/_generated"), join(app, "convex/_generated"), { recursive: true });
  writeFileSync(join(app, "convex/tsconfig.json"), JSON.stringify(TSCONFIG));
  return files.map(({ title }) => title);
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(CHECKOUT, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
