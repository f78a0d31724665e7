import type { Value } from "convex/values";
import {
  type Column,
  ComputedColumn,
  LoadedAtColumn,
  NestedColumn,
  type OrphanPolicy,
  RefColumn,
} from "./column.ts";
import type { Inputs, Plains } from "./condition.ts";

export type RefOptions = {
  /** `pass` leaves the ref to the table's pass even where it could be resolved while loading. */
  resolve?: "early" | "pass";
  /**
   * What becomes of a row whose parent has no document: `reject` (the default) makes it an orphan, which is listed and not
   * loaded; `null` loads it without the parent, and notes that; `skip` leaves it behind and counts it.
   */
  orphan?: OrphanPolicy;
};

/** A natural key: fields of the parent, each with the column or the ref that it is compared with. */
export type NaturalKey = {
  by: Readonly<Record<string, Column<never> | RefColumn>>;
  /** An index of the parent over exactly these fields. */
  index: string;
};

/**
 * A foreign key: the id of the document of `table` whose legacy id is in `columns` (several for a composite key), or
 * that a natural key finds.
 *
 * @example ref("workspaces", "workspace_id")
 * @example ref("workspaces", { by: { slug: text("workspace_slug") }, index: "by_slug" })
 */
export function ref<const Table extends string>(
  table: Table,
  columns?: string | readonly string[] | NaturalKey,
  { resolve = "early", orphan = "reject" }: RefOptions = {},
): RefColumn<Table> {
  const natural = isNaturalKey(columns) ? columns : undefined;
  return new RefColumn({
    table,
    columns: typeof columns === "string" ? [columns] : isNaturalKey(columns) ? [] : columns,
    natural: natural && {
      index: natural.index,
      by: natural.by as unknown as Record<string, Column | RefColumn>,
    },
    ...{ resolve, orphan, mayBeMissing: false },
  });
}

const isNaturalKey = (columns: string | readonly string[] | NaturalKey | undefined): columns is NaturalKey =>
  typeof columns === "object" && !Array.isArray(columns);

/**
 * A value made of other columns, each converted first and null for NULL. `compute` must depend on its argument
 * alone: it runs again on a retry and on verification. undefined leaves the field out.
 */
export const computed = <const In extends Inputs, Made extends Value | undefined>(
  inputs: In,
  compute: (values: Plains<In>) => Made,
): ComputedColumn<Made> =>
  new ComputedColumn({
    inputs: inputs as unknown as Record<string, Column>,
    compute: compute as (values: Record<string, unknown>) => Value | undefined,
  });

/**
 * An object whose keys are filled one by one, each as a field is. In a document that is there already, keys that are not
 * named keep what they have.
 *
 * @example nested({ provider: computed({}, () => "zoom"), external_id: text("call_id"), share_url: text() })
 */
export const nested = <const In extends Readonly<Record<string, Column<never> | ComputedColumn>>>(
  inner: In,
): NestedColumn<In> => new NestedColumn(inner);

/**
 * The time at which the document was loaded, in whole Unix milliseconds: `migratedAt: loadedAt()`. It is set once: a
 * document that has a value keeps it, however often its row is sent.
 */
export const loadedAt = (): LoadedAtColumn => new LoadedAtColumn();
