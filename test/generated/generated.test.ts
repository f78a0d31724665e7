/// <reference types="vite/client" />
import { existsSync, readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { moduleNames } from "./moduleNames.ts";
import { renderAppDeclarations, renderComponentModules, renderDataModel } from "./renderApi.ts";
import { renderComponentApi } from "./renderComponentApi.ts";

const COMPONENT = new URL("../../src/component/", import.meta.url);
const APP = new URL("../../convex/", import.meta.url);
const TEMPLATES = "../../node_modules/convex/src/cli/codegen_templates";
// What a real deployment wrote, where the recording lies beside the repository.
const RECORDED = new URL("../../../shared/generated-form/app/", import.meta.url);

const read = (folder: URL, file: string): string =>
  readFileSync(new URL(`_generated/${file}`, folder), "utf8");

const files = import.meta.glob<Record<string, unknown>>("../../src/component/*.ts", { eager: true });
const modules = Object.fromEntries(
  moduleNames(COMPONENT).map((name) => [name, files[`../../src/component/${name}.ts`] ?? {}]),
);

type ServerTemplates = {
  componentServerTS(isRoot: boolean, envVars: []): string;
  serverCodegen(options: { useTypeScript: boolean; envVars: [] }): { DTS: string; JS: string };
};

/** The generator's own text, formatted as it formats what it writes. */
const formatted = (text: string): Promise<string> => format(text, { parser: "typescript" });

describe("the component", () => {
  test("api.ts lists its modules", () => {
    expect(Object.keys(modules)).toContain("batches");
    expect(read(COMPONENT, "api.ts")).toBe(renderComponentModules(Object.keys(modules)));
  });

  test("component.ts has its public functions, with their arguments and answers", async () => {
    expect(read(COMPONENT, "component.ts")).toBe(await renderComponentApi(modules));
  });

  test("dataModel.ts is the published form", () => {
    expect(read(COMPONENT, "dataModel.ts")).toBe(renderDataModel());
  });

  test("server.ts is what the generator writes", async () => {
    const { componentServerTS } = (await import(`${TEMPLATES}/component_server.ts`)) as ServerTemplates;
    expect(read(COMPONENT, "server.ts")).toBe(await formatted(componentServerTS(false, [])));
  });
});

describe("the example app", () => {
  test("api.d.ts lists its modules and the components of convex.config.ts", () => {
    const components = {
      supabaseToConvex: "supabase-to-convex/_generated/component.js",
      migrations: "@convex-dev/migrations/_generated/component.js",
    };
    const config = readFileSync(new URL("convex.config.ts", APP), "utf8");
    expect([...config.matchAll(/^app\.use\((\w+)\);$/gm)].map(([, name]) => name)).toEqual(
      Object.keys(components),
    );
    expect(read(APP, "api.d.ts")).toBe(renderAppDeclarations(moduleNames(APP), components));
  });

  test("dataModel.d.ts is the published form", () => {
    expect(read(APP, "dataModel.d.ts")).toBe(renderDataModel());
  });

  test("server.d.ts and server.js are what the generator writes", async () => {
    const { serverCodegen } = (await import(`${TEMPLATES}/server.ts`)) as ServerTemplates;
    const { DTS, JS } = serverCodegen({ useTypeScript: false, envVars: [] });
    expect(read(APP, "server.d.ts")).toBe(await formatted(DTS));
    expect(read(APP, "server.js")).toBe(await formatted(JS));
  });

  test("api.js, dataModel.d.ts and the server files are what a deployment wrote", ({ skip }) => {
    if (!existsSync(RECORDED))
      skip("the recording of a deployment's _generated is not beside the repository");
    for (const file of ["api.js", "dataModel.d.ts", "server.d.ts", "server.js"]) {
      expect(read(APP, file)).toBe(readFileSync(new URL(file, RECORDED), "utf8"));
    }
  });
});
