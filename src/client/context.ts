import type { ComponentApi as MigrationsApi } from "@convex-dev/migrations/_generated/component.js";
import type { GenericDataModel, GenericMutationCtx, GenericQueryCtx } from "convex/server";
import type { ComponentApi } from "../component/_generated/component.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Plan } from "../shared/plan.ts";

/** The components that the app installs in convex.config.ts, as `components` of its `_generated/api` has them. */
export type InstalledComponents = { supabaseToConvex: ComponentApi; migrations: MigrationsApi };

/** What every function of the migration works with. */
export type Migration = {
  components: InstalledComponents;
  mapping: Mapping;
  /** Made when it is asked for: see `SupabaseMigration`. */
  readonly plan: Plan;
};

/** The library works on any app's tables, by their names. */
export type QueryCtx = GenericQueryCtx<GenericDataModel>;
export type MutationCtx = GenericMutationCtx<GenericDataModel>;
