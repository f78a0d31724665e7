/** What `npx convex codegen` writes at run time, for apps that were never pushed. Types play no part here. */
const GENERATED: Record<string, string> = {
  api: `
    import { anyApi, componentsGeneric } from "convex/server";
    export const api = anyApi;
    export const internal = anyApi;
    export const components = componentsGeneric();
  `,
  server: `
    import {
      actionGeneric, httpActionGeneric, internalActionGeneric, internalMutationGeneric, internalQueryGeneric,
      mutationGeneric, queryGeneric,
    } from "convex/server";
    export const query = queryGeneric;
    export const internalQuery = internalQueryGeneric;
    export const mutation = mutationGeneric;
    export const internalMutation = internalMutationGeneric;
    export const action = actionGeneric;
    export const internalAction = internalActionGeneric;
    export const httpAction = httpActionGeneric;
    export const env = globalThis.process.env;
  `,
  dataModel: "export {};",
  component: "export {};",
};

const IMPORT = /(?:^|\/)_generated\/(api|server|dataModel|component)(?:\.js|\.ts)?$/;

/** The name of the generated module that `specifier` imports, or null if it imports something else. */
export const generatedName = (specifier: string): string | null => IMPORT.exec(specifier)?.[1] ?? null;

export const generatedSource = (name: string): string => GENERATED[name] ?? "export {};";
