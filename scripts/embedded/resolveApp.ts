import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { commonJsSource, isCommonJs } from "./commonJs.ts";
import { DEFINITIONS_SOURCE } from "./definitions.ts";
import { generatedName, generatedSource } from "./generatedCode.ts";
import { isOwnCode, isSharedPackage, sharedSource } from "./sharedModules.ts";

const VIRTUAL = "\0embedded:";
const COMMON_JS = `${VIRTUAL}commonjs:`;
const DEFINITIONS = `${VIRTUAL}definitions`;
const SHARED = `${VIRTUAL}shared:`;
// An importer inside this package, so that a bare import is looked up from its root; the file itself is never read.
const PACKAGE_IMPORTER = fileURLToPath(new URL("../../package.json", import.meta.url));

const isBare = (specifier: string): boolean => /^[@a-z]/i.test(specifier) && !/^[a-z]+:/i.test(specifier);
const isConfig = (importer: string): boolean => /(?:^|\/)convex\.config\.(?:ts|js|mjs)$/.test(importer);

/** Vite plugin: lets an app run that is not installed or generated, and records what its `convex.config` uses. */
export function resolveApp(): Plugin {
  return {
    name: "embedded-convex-app",
    enforce: "pre",
    async resolveId(specifier, importer, options) {
      const from = importer?.split("?")[0];
      if (specifier === "convex/server" && from !== undefined && isConfig(from)) return DEFINITIONS;
      if (isSharedPackage(specifier)) return `${SHARED}${specifier}`;
      const generated = generatedName(specifier);
      if (generated !== null && !(await this.resolve(specifier, importer, { ...options, skipSelf: true })))
        return `${VIRTUAL}_generated/${generated}`;
      const alone = { ...options, skipSelf: true };
      const found =
        (await this.resolve(specifier, importer, alone)) ??
        (isBare(specifier) ? await this.resolve(specifier, PACKAGE_IMPORTER, alone) : null);
      if (found === null) return null;
      if (isOwnCode(found.id)) return `${SHARED}${found.id}`;
      return isCommonJs(found.id) ? `${COMMON_JS}${found.id}` : found;
    },
    load(id) {
      if (id === DEFINITIONS) return DEFINITIONS_SOURCE;
      if (id.startsWith(COMMON_JS)) return commonJsSource(id.slice(COMMON_JS.length));
      if (id.startsWith(SHARED)) return sharedSource(id.slice(SHARED.length));
      return id.startsWith(VIRTUAL) ? generatedSource(id.slice(`${VIRTUAL}_generated/`.length)) : null;
    },
  };
}
