import type { Value } from "convex/values";
import type { Mapping } from "../mapping/mapping.ts";
import type { MappedTable } from "../mapping/table.ts";
import { tenantRefOf } from "../mapping/tenant.ts";
import type { FollowedId } from "./followedIds.ts";
import type { StoredDocument } from "./lookup.ts";

/** No document of a table with `tenant` refers to a document of another tenant. */
export class TenantRule {
  readonly #mapping: Mapping;
  readonly #own: { field: string; tenants: string } | undefined;

  constructor(mapping: Mapping, table: MappedTable) {
    this.#mapping = mapping;
    this.#own = tenantOf(table);
  }

  /**
   * @param parent What the id points at. Its tenant is what its own tenant field says, or it is a tenant itself; a document
   * of a table without tenant is everybody's.
   */
  isBroken({ document, field, table }: FollowedId, parent: StoredDocument | null): boolean {
    if (this.#own === undefined || parent === null || field === this.#own.field) return false;
    const tenant = document[this.#own.field];
    // A document without tenant is nobody's yet: the id is missing, and that is told elsewhere.
    if (typeof tenant !== "string") return false;
    const other = this.#tenantOfParent(table, parent);
    return typeof other === "string" && other !== tenant;
  }

  #tenantOfParent(table: string, parent: StoredDocument): Value | undefined {
    if (table === this.#own?.tenants) return parent._id;
    const mapped = this.#mapping.byTarget.get(table);
    const own = mapped && tenantOf(mapped);
    // Tenants of two kinds cannot be told apart by their ids.
    return own?.tenants === this.#own?.tenants && own !== undefined ? parent[own.field] : undefined;
  }
}

function tenantOf(table: MappedTable): { field: string; tenants: string } | undefined {
  const ref = tenantRefOf(table);
  return ref && { field: ref.field, tenants: ref.table };
}
