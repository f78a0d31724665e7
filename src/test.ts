/// <reference types="vite/client" />

import type { GenericSchema, SchemaDefinition } from "convex/server";
import type { TestConvex } from "convex-test";
import schema from "./component/schema.ts";

const modules = import.meta.glob("./component/**/*.ts");

/**
 * Registers the component with a convex-test instance.
 *
 * @param name The name given to it in convex.config.ts.
 */
export function register(
  t: TestConvex<SchemaDefinition<GenericSchema, boolean>>,
  name = "supabaseToConvex",
): void {
  t.registerComponent(name, schema, modules);
}

export default { register, schema, modules };
