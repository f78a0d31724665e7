import type { Value } from "convex/values";
import { type AnyValidator, flatten } from "../mapping/shape.ts";
import type { MappedTable } from "../mapping/table.ts";
import type { QueryCtx } from "./context.ts";
import { getDocument, type StoredDocument } from "./lookup.ts";

/** An id in a document, at the path of its field, and the table that it is to be of. */
export type FollowedId = { document: StoredDocument; field: string; table: string; id: string };

/** What ids point at, each distinct one read once. */
export class Followed {
  readonly #found: ReadonlyMap<string, StoredDocument | null>;

  private constructor(found: ReadonlyMap<string, StoredDocument | null>) {
    this.#found = found;
  }

  static async of(ctx: QueryCtx, ids: readonly FollowedId[]): Promise<Followed> {
    const distinct = new Map(ids.map((each) => [nameOf(each), each]));
    const found = await Promise.all(
      [...distinct].map(
        async ([name, { table, id }]) => [name, await getDocument(ctx.db, table, id)] as const,
      ),
    );
    return new Followed(new Map(found));
  }

  get(id: FollowedId): StoredDocument | null {
    return this.#found.get(nameOf(id)) ?? null;
  }
}

const nameOf = ({ table, id }: FollowedId): string => `${table} ${id}`;

/** Every id in a document, as deep as its validators tell of ids. */
export function idsIn(document: StoredDocument, { validators }: MappedTable): FollowedId[] {
  return Object.entries(validators).flatMap(([field, validator]) =>
    idsOfValue(document[field], validator, field).map((each) => ({ ...each, document })),
  );
}

function idsOfValue(
  value: Value | undefined,
  validator: AnyValidator,
  field: string,
): Omit<FollowedId, "document">[] {
  if (value === undefined || value === null) return [];
  return flatten(validator).flatMap((member) => {
    if (member.kind === "id" && typeof value === "string") {
      return [{ field, id: value, table: (member as unknown as { tableName: string }).tableName }];
    }
    if (member.kind === "array" && Array.isArray(value)) {
      const { element } = member as unknown as { element: AnyValidator };
      return value.flatMap((item, at) => idsOfValue(item, element, `${field}[${at}]`));
    }
    if (member.kind === "object" && typeof value === "object" && !Array.isArray(value)) {
      const { fields } = member as unknown as { fields: Record<string, AnyValidator> };
      const inner = value as Record<string, Value>;
      return Object.entries(fields).flatMap(([name, each]) =>
        idsOfValue(inner[name], each, `${field}.${name}`),
      );
    }
    return [];
  });
}
