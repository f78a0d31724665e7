import { componentsGeneric } from "convex/server";
import type { InstalledComponents } from "../../../src/client/context.ts";

/** What an app imports from its `_generated/api`, which this one does without. */
export const components = componentsGeneric() as unknown as InstalledComponents;
