import type { Value } from "convex/values";
import type { FunctionName } from "../shared/functionNames.ts";
import type { MigrationIo } from "./migrationIo.ts";

type Page<Item> = { page: Item[]; continueCursor: string; isDone: boolean };

/** The pages of one of the app's functions that takes a cursor, up to the last. */
export async function* pagesOf<Item>(
  { deployment, module }: Pick<MigrationIo, "deployment" | "module">,
  name: FunctionName,
  args: Record<string, Value>,
): AsyncGenerator<Item[]> {
  let cursor: string | null = null;
  for (;;) {
    const found: Page<Item> = await deployment.call<Page<Item>>(`${module}:${name}`, { ...args, cursor });
    yield found.page;
    if (found.isDone) return;
    cursor = found.continueCursor;
  }
}
