import { readFileSync } from "node:fs";

const shipped = (file: string): string =>
  readFileSync(
    new URL(`../../node_modules/@convex-dev/migrations/src/component/_generated/${file}`, import.meta.url),
    "utf8",
  );

/** What the generator writes to `_generated/dataModel.ts` and `.d.ts`, the same for every schema. */
export const renderDataModel = (): string => shipped("dataModel.ts");

/** What it writes to a component's `_generated/api.ts`: that of a published component with other modules. */
export function renderComponentModules(modules: readonly string[]): string {
  const imports = modules.map((name) => `import type * as ${name} from "../${name}.js";\n`).join("");
  const entries = modules.map((name) => `  ${name}: typeof ${name};\n`).join("");
  return replaced(shipped("api.ts"), [
    ['import type * as lib from "../lib.js";\n', imports],
    ["  lib: typeof lib;\n", entries],
  ]);
}

/** What it writes to an app's `_generated/api.d.ts`: the same as declarations, and the installed components. */
export function renderAppDeclarations(
  modules: readonly string[],
  components: Record<string, string>,
): string {
  const installed = Object.entries(components)
    .map(([name, source]) => `  ${name}: import("${source}").ComponentApi<"${name}">;\n`)
    .join("");
  return replaced(renderComponentModules(modules), [
    ['import { anyApi, componentsGeneric } from "convex/server";\n', ""],
    ["const fullApi: ", "declare const fullApi: "],
    ["}> = anyApi as any;", "}>;"],
    ["export const api:", "export declare const api:"],
    ["\n> = anyApi as any;", "\n>;"],
    ["export const internal:", "export declare const internal:"],
    ["\n> = anyApi as any;", "\n>;"],
    [
      "export const components = componentsGeneric() as unknown as {};",
      `export declare const components: {\n${installed}};`,
    ],
  ]);
}

/** Each once and in order; what is not there would make a test that proves nothing. */
function replaced(text: string, changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((current, [from, to]) => {
    if (!current.includes(from)) throw new Error(`the published form has no ${JSON.stringify(from)}`);
    return current.replace(from, () => to);
  }, text);
}
