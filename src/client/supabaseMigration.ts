import type { MigrationArgs, MigrationResult } from "@convex-dev/migrations";
import type {
  DataModelFromSchemaDefinition,
  GenericDatabaseReader,
  GenericDataModel,
  GenericSchema,
  RegisteredMutation,
  SchemaDefinition,
  TableNamesInDataModel,
} from "convex/server";
import type { GenericId } from "convex/values";
import type {
  AnyLookupMapping,
  AnyTableMapping,
  IsolationMapping,
  LegacyIdNames,
  LookupMapping,
  TableMapping,
} from "../mapping/declaration.ts";
import { createMapping, type Mapping } from "../mapping/mapping.ts";
import { planOf } from "../mapping/plan.ts";
import type { Plan } from "../shared/plan.ts";
import type { InstalledComponents, Migration } from "./context.ts";
import { defineFunctions, type MigrationFunctions } from "./functions.ts";
import { findIdOf } from "./idOf.ts";
import type { LegacyKey } from "./legacyKey.ts";
import { definePasses } from "./passes.ts";

type Pass = RegisteredMutation<"internal", MigrationArgs, Promise<MigrationResult>>;

/**
 * The migration of an app, declared once in `convex/migrations.ts` and typed against the app's own schema.
 *
 * @example
 * export const migration = new SupabaseMigration(components, {
 *   schema,
 *   tables: { contacts: { from: "contacts", fields: { createdAt: timestamp("created_at") } } },
 * });
 * export const { plan, begin, load, advance, intervals, run, status, rejects, origins, naturalKeys, walk, compare, legacyIds, finish, clearLegacy, outdated, remove, undoBatches, undoCheck, undo } = migration.functions();
 * export const { resolveContacts } = migration.passes();
 */
export class SupabaseMigration<
  Schema extends SchemaDefinition<GenericSchema, boolean>,
  Table extends TableNamesInDataModel<DataModelFromSchemaDefinition<Schema>>,
> {
  readonly #migration: Migration;

  /** What `pack` reads outside Convex, from the module that declares it. */
  readonly mapping: Mapping;

  /**
   * The id of the document that was made of a source row, or null where there is none: for old links that still carry
   * the ids of Supabase, for as long as legacy ids are kept. Runs in queries and mutations; `export const { idOf } =
   * migration` works too.
   *
   * @param legacyId The row's primary key; the columns of a composite one as an array, in the mapping's order.
   * @throws LegacyIdError `BAD_KEY` for a key that the table cannot have, `AMBIGUOUS` where two documents carry it.
   * @example
   * const userId = await idOf(ctx, "users", args.supabaseUserId); // Id<"users"> | null
   */
  readonly idOf: <Name extends Table>(
    ctx: { db: GenericDatabaseReader<DataModelFromSchemaDefinition<Schema>> },
    table: Name,
    legacyId: LegacyKey,
  ) => Promise<GenericId<Name> | null>;

  /**
   * @param components `components` of the app's `_generated/api`, with supabaseToConvex and migrations installed.
   * @param options.tables The target tables to fill. What is wrong with them is listed in the plan, not thrown here,
   * so that a push never fails for it.
   * @param options.lookups Tables that are only referred to: their documents are there already, without legacy ids, and
   * are found by a natural key. Nothing in them is inserted or changed.
   * @param options.notMigrated Source tables that are left behind on purpose.
   * @param options.isolation Queries that `verify` asks as users of the app, to show that each sees what is theirs alone.
   * @param options.legacyId Names of the legacy id's field and index, where they are not legacyId and by_legacy_id.
   */
  constructor(
    components: InstalledComponents,
    options: {
      schema: Schema;
      tables: { [Name in Table]: TableMapping<DataModelFromSchemaDefinition<Schema>, Name> };
      lookups?: {
        [Name in TableNamesInDataModel<DataModelFromSchemaDefinition<Schema>>]?: LookupMapping<
          DataModelFromSchemaDefinition<Schema>,
          Name
        >;
      };
      notMigrated?: readonly string[];
      isolation?: readonly IsolationMapping<NoInfer<Table>>[];
      legacyId?: LegacyIdNames;
    },
  ) {
    const tables = options.tables as unknown as Record<string, AnyTableMapping>;
    const mapping = createMapping(options.schema, tables, {
      legacyId: options.legacyId,
      lookups: options.lookups as Record<string, AnyLookupMapping> | undefined,
      notMigrated: options.notMigrated,
      isolation: options.isolation,
    });
    this.idOf = async <Name extends Table>(
      { db }: { db: GenericDatabaseReader<DataModelFromSchemaDefinition<Schema>> },
      table: Name,
      legacyId: LegacyKey,
    ) => {
      const anyDb = db as unknown as GenericDatabaseReader<GenericDataModel>;
      // The table's own index led to it.
      return (await findIdOf(anyDb, mapping, table, legacyId)) as GenericId<Name> | null;
    };
    this.mapping = mapping;
    let plan: Plan | undefined;
    this.#migration = {
      components,
      mapping,
      // Convex evaluates the app's module for every call, and a batch needs no plan.
      get plan() {
        plan ??= planOf(mapping);
        return plan;
      },
    };
  }

  /** The functions to export beside the mapping; the script calls them by these names. */
  functions(): MigrationFunctions {
    return defineFunctions(this.#migration);
  }

  /** The ID-resolution passes, `resolve<Table>`, to export beside the functions. The plan says which are needed. */
  passes(): { [Name in Table as `resolve${Capitalize<Name>}`]: Pass } {
    return definePasses(this.#migration) as { [Name in Table as `resolve${Capitalize<Name>}`]: Pass };
  }
}
