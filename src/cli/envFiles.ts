import { parseEnv } from "node:util";

/** Values by the names of their variables, and where they were found, in words for a person. */
export type Layer = { name: string; values: Readonly<Record<string, string | undefined>> };

/** A file's text, or undefined where there is no such file; any other failure to read it throws. */
export type ReadFile = (name: string) => string | undefined;

/** The layer of values given as flags. */
export const COMMAND_LINE = "the command line";

const ENV_FILES = [".env.local", ".env"];

/** The flags, then the environment, then `.env.local`, then `.env`: the first that has a value wins. */
export function settingLayers(flags: Layer["values"], env: Layer["values"], readFile: ReadFile): Layer[] {
  return [
    { name: COMMAND_LINE, values: flags },
    { name: "the environment", values: env },
    ...ENV_FILES.map((name) => ({ name, values: parseEnv(readFile(name) ?? "") })),
  ];
}

export type Found = { variable: string; layer: string; value: string };

/** The first of `variables` in the first layer that has one; an empty value counts as none. */
export function lookUp(layers: readonly Layer[], variables: readonly string[]): Found | undefined {
  for (const { name, values } of layers) {
    for (const variable of variables) {
      const value = values[variable]?.trim() ?? "";
      if (value !== "") return { variable, layer: name, value };
    }
  }
  return undefined;
}
