import { z } from "zod";
import { DeploymentError, FunctionRefused } from "../deployment.ts";
import type { MigrationIo } from "../migrationIo.ts";

/** What `npx convex function-spec` asks a deployment. */
const SPEC = "_system/cli/modules:apiSpec";

const argsSchema = z.object({
  type: z.literal("object"),
  value: z.record(z.string(), z.object({ optional: z.boolean() })),
});

const specSchema = z.array(
  z.object({
    functionType: z.string(),
    // HTTP actions have none.
    identifier: z.string().optional(),
    visibility: z.object({ kind: z.string() }).nullish(),
    args: z.unknown(),
  }),
);

export type AppFunction = {
  /** `Query`, `Mutation` or `Action`. */
  kind: string;
  isPublic: boolean;
  /** Its arguments and whether each may be left out; null where it takes anything. */
  args: ReadonlyMap<string, { optional: boolean }> | null;
};

/** By name, `folder/module:function`. */
export type AppFunctions = ReadonlyMap<string, AppFunction>;

/**
 * The functions of the app as the deployment has them. They are asked for, because a key that acts as a user may call
 * functions that no user can. A text says why the deployment does not tell them.
 */
export async function appFunctions({
  deployment,
}: Pick<MigrationIo, "deployment">): Promise<AppFunctions | string> {
  try {
    return byName(specSchema.parse(await deployment.call(SPEC, {}, {})));
  } catch (error) {
    if (error instanceof DeploymentError && error.code === "TARGET_KEY_REFUSED") {
      return `Convex does not tell this key which functions are public (HTTP ${error.status}). Take a deploy key that may view data, or an admin key`;
    }
    if (error instanceof FunctionRefused || error instanceof z.ZodError) {
      return "Convex does not tell which functions are public. Take an installed version of supabase-to-convex that knows this version of Convex";
    }
    throw error;
  }
}

const byName = (spec: z.infer<typeof specSchema>): AppFunctions =>
  new Map(
    spec.flatMap(({ identifier, functionType, visibility, args }) =>
      identifier === undefined
        ? []
        : [
            [
              identifier.replace(/\.js:/, ":"),
              { kind: functionType, isPublic: visibility?.kind === "public", args: argumentsIn(args) },
            ],
          ],
    ),
  );

function argumentsIn(validator: unknown): AppFunction["args"] {
  const args = argsSchema.safeParse(validator).data;
  return args === undefined ? null : new Map(Object.entries(args.value));
}
