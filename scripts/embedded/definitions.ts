/** What `convex.config` modules get for "convex/server": the real one, but a definition remembers its children. */
export const DEFINITIONS_SOURCE = `
  export * from "convex/server";
  const define = (defaultName) => {
    const children = [];
    return {
      defaultName,
      children,
      env: new Proxy({}, { get: (_, name) => ({ __envVarRef: name }) }),
      use(definition, options) {
        const name = options?.name ?? definition?.defaultName;
        if (!definition?.children) throw new Error("use() was given something that is not a component's definition.");
        if (!name) throw new Error("A component has no name: name it in defineComponent() or in use().");
        if (children.some((child) => child.name === name)) throw new Error("Two components are named " + name + ".");
        children.push({ name, definition });
        return { exports: {} };
      },
    };
  };
  export const defineApp = () => define(null);
  export const defineComponent = (name) => define(name);
`;

/** A definition as DEFINITIONS_SOURCE makes it: the default export of a `convex.config` module. */
export interface Definition {
  children: { name: string; definition: Definition }[];
}

export const isDefinition = (value: unknown): value is Definition =>
  typeof value === "object" && value !== null && Array.isArray((value as Partial<Definition>).children);
