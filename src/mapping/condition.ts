import type { Column } from "./column.ts";

export type Inputs = Record<string, Column<never>>;
/** Converted columns as a function sees them: null for NULL. */
export type Plains<In extends Inputs> = { [Name in keyof In]: In[Name]["plain"] | null };

/** A question that a row's columns answer. */
export class Condition {
  readonly inputs: Readonly<Record<string, Column>>;
  readonly holds: (values: Record<string, unknown>) => boolean;

  constructor(inputs: Readonly<Record<string, Column>>, holds: (values: Record<string, unknown>) => boolean) {
    this.inputs = inputs;
    this.holds = holds;
  }
}

/**
 * Whether a row is one of those that `skip` leaves behind. `holds` must depend on its argument alone: it runs again on a
 * retry and on verification.
 *
 * @example skip: { "a draft": when({ status: text() }, ({ status }) => status === "draft") }
 */
export const when = <const In extends Inputs>(
  inputs: In,
  holds: (values: Plains<In>) => boolean,
): Condition =>
  new Condition(
    inputs as unknown as Record<string, Column>,
    holds as unknown as (values: Record<string, unknown>) => boolean,
  );
