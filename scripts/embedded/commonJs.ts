import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const ESM = /^\s*(?:import|export)\b/m;
const COMMON_JS = /\bmodule\.exports\b|\bexports\.|\brequire\(/;

/** Whether a package's file is CommonJS, which Vite's runner cannot evaluate. */
export function isCommonJs(file: string): boolean {
  if (!file.includes("/node_modules/") || !/\.c?js$/.test(file)) return false;
  if (file.endsWith(".cjs")) return true;
  const source = readFileSync(file, "utf8");
  return !ESM.test(source) && COMMON_JS.test(source);
}

/** A module that lets Node load the file, and passes on what it exports. */
export function commonJsSource(file: string): string {
  const exports: unknown = createRequire(file)(file);
  const isRecord = (typeof exports === "object" && exports !== null) || typeof exports === "function";
  const names = isRecord
    ? Object.keys(exports).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default")
    : [];
  return `
    import { createRequire } from "node:module";
    const exports = createRequire(${JSON.stringify(file)})(${JSON.stringify(file)});
    export default exports?.__esModule && "default" in exports ? exports.default : exports;
    ${names.map((name, index) => `const export${index} = exports.${name}; export { export${index} as ${name} };`).join("\n")}
  `;
}
